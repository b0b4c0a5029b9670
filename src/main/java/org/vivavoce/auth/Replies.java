package org.vivavoce.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.ServiceUnavailableResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.Frame;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Paths;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** How the routes of this room answer. */
final class Replies {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  /** What can have been done just before; anything else in the address says nothing. */
  private static final Set<String> NOTICES =
      Set.of(
          "signed-out",
          "reset",
          "password",
          "session-ended",
          "sessions-ended",
          "second-factor-on",
          "second-factor-off",
          "second-factor-taken-away",
          "look-through",
          "passkey-added",
          "passkey-named",
          "passkey-removed",
          "digest",
          "digest-off",
          "invited",
          "sent",
          "saved",
          "disabled",
          "enabled");

  private final Frame frame;
  private final Views views;

  Replies(Frame frame, Views views) {
    this.frame = frame;
    this.views = views;
  }

  Paths paths() {
    return frame.paths();
  }

  Words words() {
    return frame.words();
  }

  String siteName() {
    return frame.siteName();
  }

  /** A date and a time of day, in UTC. */
  String moment(Instant instant) {
    OffsetDateTime time = instant.atOffset(ZoneOffset.UTC);
    return words().of("account.moment", words().day(time.toLocalDate()).text(), CLOCK.format(time));
  }

  /** When a passkey was added and last used. */
  String facts(PasskeyEditor.Passkey passkey) {
    Instant used = passkey.usedAt();
    return used == null
        ? words().of("passkey.unused", moment(passkey.createdAt()))
        : words().of("passkey.used", moment(passkey.createdAt()), moment(used));
  }

  boolean isProvedLately(Context context) {
    return SignedIn.of(context).provedLately();
  }

  /** The number in the path; what is none leads nowhere. */
  long id(Context context) {
    String id = context.pathParam("id");
    if (!ID.matcher(id).matches()) {
      throw new NotFoundResponse();
    }
    return Long.parseLong(id);
  }

  /**
   * Sends whoever did not prove lately who they are to do so.
   *
   * @param next where to go on then
   * @return whether they were sent: nothing else is then to be done
   */
  boolean asksProof(Context context, String next) {
    if (isProvedLately(context)) {
      return false;
    }
    goTo(context, paths().prove(next));
    return true;
  }

  /**
   * @throws ServiceUnavailableResponse where too many passwords are being hashed
   */
  <T> T unlessBusy(Supplier<T> hashing) {
    try {
      return hashing.get();
    } catch (Passwords.OverloadException e) {
      throw new ServiceUnavailableResponse();
    }
  }

  String next(@Nullable String given) {
    return NextPath.of(given, paths().newsroom());
  }

  /** To what was asked for, after something was done. */
  static void goTo(Context context, String path) {
    context.header("Location", path);
    context.status(HttpStatus.SEE_OTHER);
  }

  /**
   * @param done one of the notices
   */
  static String done(String path, String done) {
    return path + "?done=" + done;
  }

  /** The frame of a page at the door, where nobody is signed in. */
  Desk doorDesk(Context context, String headingKey) {
    return frame.desk(null, words().of(headingKey), null, notice(context));
  }

  /**
   * @param section href of the navigation entry to which the page belongs, or null
   */
  Desk desk(Context context, String heading, @Nullable String section) {
    return frame.desk(SignedIn.of(context), heading, section, notice(context));
  }

  FormError error(String field, String key, Object... arguments) {
    return new FormError(field, words().of(key, arguments));
  }

  /** 429, and when to try again. */
  FormError tooOften(Context context, String field, Duration wait) {
    long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
    context.status(HttpStatus.TOO_MANY_REQUESTS);
    context.header("Retry-After", Long.toString(seconds));
    return seconds < 60
        ? error(field, "login.wait.seconds", seconds)
        : error(field, "login.wait.minutes", (seconds + 59) / 60);
  }

  void show(Context context, String template, Record page) {
    views.respondPrivately(context, template, page);
  }

  /** Answers a script of ours, in JSON that nobody keeps. */
  static void send(Context context, Map<String, ?> answer) {
    HttpCache.noStore(context);
    try {
      context
          .contentType("application/json; charset=utf-8")
          .result(JSON.writeValueAsString(answer));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers can always be written down", e);
    }
  }

  private @Nullable String notice(Context context) {
    String done = context.queryParam("done");
    return done != null && NOTICES.contains(done) ? words().of("account.done." + done) : null;
  }
}
