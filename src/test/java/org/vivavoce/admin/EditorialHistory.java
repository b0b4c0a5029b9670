package org.vivavoce.admin;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jsoup.Jsoup;
import org.vivavoce.app.Form;
import org.vivavoce.app.Portal;
import org.vivavoce.media.Tones;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/**
 * What a newsroom and its readers leave behind, made as they make it: an answer with sound that was
 * commented on, approved, published, corrected, renamed and withdrawn, another one that stands, a
 * draft, work that nobody saved, a job for later, a link for somebody outside, and feedback.
 */
public final class EditorialHistory {
  /** Tabs, backslashes, line breaks, and what ends a COPY where it is not escaped. */
  public static final String HOSTILE =
      "It is loud.\n\n\\.\n\nTab\there, \\N there, and \"quotes\", <b>marks</b>; 𝄞 and e\u0301.";

  private final Portal portal;
  private final Jdbi jdbi;
  private final Newsroom newsroom;
  private final SignedIn editor;
  private final SignedIn reviewer;

  private EditorialHistory(Portal portal) {
    this.portal = portal;
    this.jdbi = portal.database().jdbi();
    this.newsroom = new Newsroom(portal);
    this.editor = newsroom.account("Edda Editor", null, Role.EDITOR);
    this.reviewer = newsroom.account("Rita Reviewer", null, Role.REVIEWER);
  }

  /**
   * @param folder for the sound that is uploaded
   */
  public static void make(Portal portal, Path folder) {
    EditorialHistory history = new EditorialHistory(portal);
    Path sound = Tones.beeps(folder.resolve("voice.wav"), 3, 0.5, 0.2, 440, 9_000);
    history.signIn();
    history.publishAndWithdraw(sound);
    history.publishAndRename(sound);
    history.leaveUnfinished();
    history.hearFromReaders();
  }

  /** As the door writes it down. */
  private void signIn() {
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                insert into audit_entry (actor, action, detail)
                values ('Edda Editor', 'account.login', '{"how": "password", "address": "203.0.113.7"}')
                """));
  }

  private void publishAndWithdraw(Path sound) {
    String path = create("Can zebras sneeze?", HOSTILE, sound);
    done(post(editor, path + "/comments", Map.of("comment", "Who has heard it?")));
    publish(path, "");
    change(path, "conflicts", "None whatever.");
    publish(path, "A conflict was asked about.");
    change(path, "slug", "zebras-sneezing");
    done(act(editor, path, "publish", Map.of()));
    done(act(editor, path, "withdraw", Map.of("withdrawReason", "Zebras were asked.")));
  }

  private void publishAndRename(Path sound) {
    String path = create("Do giraffes hum at night?", "They do. " + HOSTILE, sound);
    publish(path, "");
    change(path, "slug", "giraffes-hum");
    publish(path, "");
  }

  private void leaveUnfinished() {
    String path = create("Does a gnu snore?", "It is not known.", null);
    Map<String, Object> typed = Newsroom.fields(newsroom.page(editor, path));
    typed.put("transcript", "Typed, and not saved.");
    typed.put("sequence", "1");
    expect(204, post(editor, path + "/autosave", typed));
    expect(200, act(editor, path, "previews", Map.of("previewDays", 7)));
    done(act(editor, path, "submit", Map.of()));
    done(act(reviewer, path, "send-back", Map.of("comment", "Please ask one.")));
  }

  private void hearFromReaders() {
    String feedback = "/articles/giraffes-hum/feedback";
    done(portal.visitor().post(feedback, Form.of("homepage", "", "vote", "yes")));
    done(
        portal
            .visitor()
            .post(
                feedback,
                Form.of(
                    "homepage",
                    "",
                    "kind",
                    "error",
                    "text",
                    HOSTILE,
                    "email",
                    "reader@example.org")));
  }

  private String create(String title, String transcript, Path sound) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("title", title);
    fields.put("lang", "en");
    fields.put("doctor", number("select id from doctor where slug = 'amara-okafor'"));
    fields.put("specialty", number("select id from specialty where slug = 'oncology'"));
    fields.put("topics", "Esophageal cancer");
    fields.put("transcript", transcript);
    HttpResponse<String> made =
        sound == null
            ? post(editor, "/admin/articles/new", fields)
            : newsroom.upload(editor, "/admin/articles/new", fields, Map.of("audioFile", sound));
    done(made);
    return made.headers().firstValue("Location").orElseThrow().replaceAll("\\?.*", "");
  }

  private void publish(String path, String reason) {
    done(act(editor, path, "submit", Map.of()));
    done(act(reviewer, path, "approve", Map.of()));
    done(act(editor, path, "publish", Map.of("reason", reason)));
  }

  private void change(String path, String field, String value) {
    Map<String, Object> fields = Newsroom.fields(newsroom.page(editor, path));
    fields.put(field, value);
    done(post(editor, path, fields));
  }

  private HttpResponse<String> act(
      SignedIn who, String path, String what, Map<String, Object> more) {
    Map<String, Object> fields = new HashMap<>(more);
    fields.put(
        "base",
        number(
            "select number from manuscript join revision on revision.id = revision_id where manuscript.id = "
                + path.substring(path.lastIndexOf('/') + 1)));
    return post(who, path + "/" + what, fields);
  }

  private HttpResponse<String> post(SignedIn who, String path, Map<String, ?> fields) {
    return newsroom.post(who, path, fields);
  }

  private long number(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private static void done(HttpResponse<String> response) {
    expect(303, response);
  }

  private static void expect(int status, HttpResponse<String> response) {
    if (response.statusCode() != status) {
      throw new AssertionError(
          response.request().uri()
              + " answers "
              + response.statusCode()
              + ": "
              + Jsoup.parse(response.body()).select(".error-summary").text());
    }
  }
}
