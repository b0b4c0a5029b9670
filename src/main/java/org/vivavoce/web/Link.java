package org.vivavoce.web;

import static java.util.Objects.requireNonNull;

/** A ready-to-print link. */
public record Link(String href, String text) {
  public Link {
    requireNonNull(href);
    requireNonNull(text);
  }
}
