package org.vivavoce.web;

import io.javalin.http.Context;
import java.text.Normalizer;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a form sent, made plain: no control characters, one kind of line end, composed letters. */
public final class FormParams {
  private static final Pattern LINE_ENDS = Pattern.compile("\\r\\n?|[\\u2028\\u2029\\u0085]");
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\p{Cs}&&[^\\n\\t]]");
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private final Context context;

  private FormParams(Context context) {
    this.context = context;
  }

  public static FormParams of(Context context) {
    return new FormParams(context);
  }

  /** A field of one line; empty where it is absent. */
  public String line(String name) {
    return SPACES.matcher(clean(context.formParam(name))).replaceAll(" ").strip();
  }

  /** A field of any number of lines; empty where it is absent. */
  public String text(String name) {
    return clean(context.formParam(name)).strip();
  }

  /** As it was sent, for passwords: every character counts. */
  public String raw(String name) {
    String value = context.formParam(name);
    return value == null ? "" : value;
  }

  /** All values of a field that may stand more than once, each of one line, the empty ones too. */
  public List<String> lines(String name) {
    return context.formParams(name).stream()
        .map(value -> SPACES.matcher(clean(value)).replaceAll(" ").strip())
        .toList();
  }

  /** Whether a box was ticked, or a button pressed. */
  public boolean has(String name) {
    return context.formParam(name) != null;
  }

  private static String clean(@Nullable String value) {
    if (value == null) {
      return "";
    }
    String lines = LINE_ENDS.matcher(value).replaceAll("\n");
    return Normalizer.normalize(CONTROLS.matcher(lines).replaceAll(""), Normalizer.Form.NFC);
  }
}
