package org.vivavoce.auth;

import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vivavoce.web.FormParams;
import org.vivavoce.web.Words;

/** What somebody typed into a form that they sent: no files, no choices, no secrets. */
final class TypedTexts {
  /** What the form's page knows by itself, and what was chosen there. */
  private static final Set<String> NOT_TYPED =
      Set.of(
          "csrf",
          "base",
          "version",
          "act",
          "form",
          "from",
          "next",
          "seen",
          "read",
          "hash",
          "sequence",
          "recording",
          "doctor",
          "doctorFound",
          "specialty",
          "specialtyFound",
          "reviewer",
          "redFlag",
          "lang",
          "language",
          "careLevel",
          "syntheticVoice",
          "removeAudio",
          "removeCaptions",
          "merging",
          "shown",
          "previewDays",
          "years",
          "kind",
          "reach",
          "state",
          "schemaOrg",
          "offset",
          "across",
          "down",
          "size",
          "roles",
          "wanted",
          "outcome",
          "decision",
          "agreement",
          "to",
          "other",
          "into",
          "intoVersion",
          "fromVersion",
          "waiver");

  /** What the form asks where two have saved. */
  private static final Pattern CHOICE = Pattern.compile("(keep|passage)-.*");

  /** As the form asks for them; what else there is comes after them. */
  private static final List<String> ORDER =
      List.of(
          "name",
          "phrase",
          "term",
          "title",
          "slug",
          "email",
          "doctorName",
          "specialtyName",
          "topics",
          "transcript",
          "captions",
          "sourceTitle",
          "sourceUrl",
          "careText",
          "recordedOn",
          "reviewDueOn",
          "conflicts",
          "credentials",
          "institution",
          "description",
          "definition",
          "biography");

  /** Forms whose fields have names of their own. */
  private static final Map<String, String> LABELS =
      Map.of(
          "doctors", "managed.doctor.",
          "specialties", "managed.specialty.",
          "topics", "managed.topic.");

  private static final Pattern PLACE = Pattern.compile("/admin/([a-z-]+)(/.*)?");

  private static final Pattern SECRET = Pattern.compile("password|code|token|secret");

  /** More fields than any form has. */
  private static final int MOST = 200;

  private TypedTexts() {}

  /** Nothing where there are more fields than any form has. */
  static List<TypedPage.Text> of(Context context, Words words) {
    FormParams params = FormParams.of(context);
    List<TypedPage.Text> texts = new ArrayList<>();
    int fields = 0;
    List<Map.Entry<String, List<String>>> sent =
        context.formParamMap().entrySet().stream()
            .sorted(Comparator.comparing((Map.Entry<String, ?> each) -> place(each.getKey())))
            .toList();
    for (Map.Entry<String, List<String>> field : sent) {
      String name = field.getKey();
      fields += field.getValue().size();
      if (fields > MOST) {
        return List.of();
      }
      if (NOT_TYPED.contains(name)
          || CHOICE.matcher(name).matches()
          || SECRET.matcher(name.toLowerCase(Locale.ROOT)).find()) {
        continue;
      }
      String label = label(context.path(), name, words);
      List<String> values =
          field.getValue().size() == 1 ? List.of(params.text(name)) : params.lines(name);
      for (int at = 0; at < values.size(); at++) {
        if (!values.get(at).isEmpty()) {
          texts.add(
              new TypedPage.Text(
                  "typed-" + (texts.size() + 1),
                  values.size() == 1 ? label : words.of("typed.nth", label, at + 1),
                  values.get(at)));
        }
      }
    }
    return texts;
  }

  /** As the form calls it; rather a name that only we understand than none at all. */
  static String label(String path, String name, Words words) {
    Matcher place = PLACE.matcher(path);
    String own = place.matches() ? LABELS.get(place.group(1)) : null;
    return Stream.of(own == null ? "typed.field." : own, "typed.field.", "field.")
        .map(prefix -> prefix + name)
        .filter(words::has)
        .findFirst()
        .map(words::of)
        .orElse(name);
  }

  /** All that was sent; nothing where a secret is among it, or more than any form has. */
  static List<TypedPage.Field> fields(Context context) {
    List<TypedPage.Field> fields =
        context.formParamMap().entrySet().stream()
            .flatMap(
                sent ->
                    sent.getValue().stream()
                        .map(value -> new TypedPage.Field(sent.getKey(), value)))
            .toList();
    boolean secret =
        fields.stream()
            .anyMatch(field -> SECRET.matcher(field.name().toLowerCase(Locale.ROOT)).find());
    return secret || fields.size() > MOST ? List.of() : fields;
  }

  private static int place(String name) {
    int place = ORDER.indexOf(name);
    return place < 0 ? ORDER.size() : place;
  }
}
