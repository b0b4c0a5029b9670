package org.vivavoce.auth;

import java.util.List;
import org.vivavoce.web.Desk;

/** The recovery codes, shown this once. */
public record RecoveryCodesPage(Desk desk, List<String> codes) {
  public RecoveryCodesPage {
    codes = List.copyOf(codes);
  }
}
