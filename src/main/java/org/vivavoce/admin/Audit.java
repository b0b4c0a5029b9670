package org.vivavoce.admin;

import java.util.Map;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.SignedIn;

/** Writes down who did what, in the transaction that does it. */
final class Audit {
  private static final Pattern ACCOUNT = Pattern.compile(" \\(account [0-9]+\\)$");

  private Audit() {}

  /** The name under which an account stands in the log. */
  static String actor(SignedIn who) {
    return who.name() + " (account " + who.accountId() + ")";
  }

  /** The name alone of one who stands in the log. */
  static String name(String actor) {
    return ACCOUNT.matcher(actor).replaceFirst("");
  }

  /**
   * @param action for example {@code manuscript.save}
   * @param detail what cannot be told from the action
   */
  static void write(
      Handle handle, SignedIn who, String action, @Nullable Long articleId, Map<String, ?> detail) {
    handle
        .createUpdate(
            """
            insert into audit_entry (actor, action, article_id, detail)
            values (:actor, :action, :article, :detail::jsonb)
            """)
        .bind("actor", actor(who))
        .bind("action", action)
        .bind("article", articleId)
        .bind("detail", ManuscriptJson.write(detail))
        .execute();
  }
}
