package org.vivavoce.admin;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.vivavoce.auth.Account;
import org.vivavoce.web.SignedIn;

/** Writes down who did what, in the transaction that does it. */
final class Audit {
  private static final Pattern ACCOUNT = Pattern.compile(" \\(account ([0-9]{1,18})\\)$");
  private static final Pattern EMAIL = Pattern.compile(" <([^<> ]+@[^<> ]+)>$");

  private Audit() {}

  /** The name under which an account stands in the log. */
  static String actor(SignedIn who) {
    return Account.actor(who.name(), who.accountId());
  }

  /** The id of the account that stands in the log under this name, or null where none is named. */
  static @Nullable Long account(String actor) {
    Matcher named = ACCOUNT.matcher(actor);
    return named.find() ? Long.valueOf(named.group(1)) : null;
  }

  /** The e-mail address, in small letters, by which old lines name somebody, or null. */
  static @Nullable String email(String actor) {
    Matcher named = EMAIL.matcher(actor);
    return named.find() ? named.group(1).toLowerCase(Locale.ROOT) : null;
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
