package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.FormError;
import org.vivavoce.web.Link;
import org.vivavoce.web.Words;

/**
 * What is wrong with one field of an answer, or missing for it to become public.
 *
 * @param field the id of its input
 * @param key of the message
 * @param link where the answer to it lies, with the name of what is there; or null
 */
record Finding(String field, String key, List<Object> arguments, @Nullable Link link) {
  Finding {
    arguments = List.copyOf(arguments);
  }

  Finding(String field, String key, Object... arguments) {
    this(field, key, List.of(arguments), null);
  }

  FormError said(Words words) {
    return new FormError(
        field,
        words.of(key, arguments.toArray()),
        link == null ? null : new Link(link.href(), words.of("finding.look", link.text())));
  }
}
