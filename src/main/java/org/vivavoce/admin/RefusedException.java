package org.vivavoce.admin;

import java.util.List;

/** What was asked for is not done, since something stands against it; nothing has changed. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<Finding> findings;

  RefusedException(List<Finding> findings) {
    super(findings.get(0).key());
    this.findings = List.copyOf(findings);
  }

  RefusedException(String field, String key, Object... arguments) {
    this(List.of(new Finding(field, key, arguments)));
  }

  List<Finding> findings() {
    return findings;
  }
}
