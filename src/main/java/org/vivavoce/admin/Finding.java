package org.vivavoce.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  /** Of several questions that are alike; the message may name it, after its other arguments. */
  private static final Pattern ROW = Pattern.compile("[0-9]+$");

  Finding {
    arguments = List.copyOf(arguments);
  }

  Finding(String field, String key, Object... arguments) {
    this(field, key, List.of(arguments), null);
  }

  FormError said(Words words) {
    List<Object> all = new ArrayList<>(arguments);
    Matcher row = ROW.matcher(field);
    if (row.find()) {
      all.add(row.group());
    }
    return new FormError(
        field,
        words.of(key, all.toArray()),
        link == null ? null : new Link(link.href(), words.of("finding.look", link.text())));
  }
}
