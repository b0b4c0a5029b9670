package org.vivavoce.auth;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.UnauthorizedResponse;
import io.javalin.security.RouteRole;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Origins;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/**
 * Stands before every route: who may use it is what the route declares, and nobody else. Readers
 * pass without being looked at.
 */
public final class AccessGuard {
  /** Where files are sent: nowhere else is a body of more than a form's size read. */
  private static final Pattern UPLOADS =
      Pattern.compile(
          "/admin/articles/(new|record|[0-9]+(/autosave|/record)?)|/admin/doctors/[0-9]+/portrait|/admin/import");

  /** Where somebody may have typed for long: what cannot be saved is given back to them. */
  private static final Pattern TYPED =
      Pattern.compile(
          "(/admin/(?:articles/(?:new|[0-9]+)|feedback/[0-9]+))"
              + "(?:/(?:comments|submit|send-back|approve|publish|withdraw|waiver|notes|answer))?");

  /** More than this is not read for somebody whom nobody knows. */
  private static final int LONGEST_TYPED = 1_000_000;

  /**
   * So much of a form with files is read for whoever was signed in here before nobody could be
   * asked: half an hour of speech, and the text beside it.
   */
  private static final int LONGEST_UNSAVED = 32_000_000;

  private static final String SESSION = "session";
  private static final Set<String> SAFE = Set.of("GET", "HEAD");
  private final SessionEditor sessions;
  private final SessionCookie cookie;
  private final Origins origins;
  private final Replies replies;
  private final Paths paths;

  AccessGuard(SessionEditor sessions, SessionCookie cookie, Origins origins, Replies replies) {
    this.sessions = sessions;
    this.cookie = cookie;
    this.origins = origins;
    this.replies = replies;
    this.paths = replies.paths();
  }

  /** Before every request: what lies in the newsroom is for no index and no cache. */
  public void before(Context context) {
    String path = context.path();
    if (path.equals(paths.newsroom()) || path.startsWith(paths.newsroom() + "/")) {
      context.header("X-Robots-Tag", "noindex");
      HttpCache.noStore(context);
    }
  }

  /**
   * Before every route that was found.
   *
   * @throws UnauthorizedResponse where somebody has to sign in first, and cannot be sent to do so
   * @throws ForbiddenResponse where the role, the origin or the form's token is not the right one
   */
  public void beforeMatched(Context context) {
    Set<RouteRole> roles = context.routeRoles();
    if (roles.contains(Role.PUBLIC)) {
      return;
    }
    boolean safe = SAFE.contains(context.method().name());
    if (!safe && !isFromOurPages(context)) {
      throw new ForbiddenResponse();
    }
    if (context.isMultipart() && !UPLOADS.matcher(context.path()).matches()) {
      // Read by nobody: not a byte of it is taken in.
      throw new HttpResponseException(HttpStatus.UNSUPPORTED_MEDIA_TYPE.getCode());
    }
    if (roles.contains(Role.NEWCOMER)) {
      return;
    }
    Optional<Session> found = sessions.find(cookie.in(context));
    if (found.isEmpty()) {
      askWho(context, safe);
      return;
    }
    Session session = found.get();
    SignedIn who =
        new SignedIn(
            session.accountId(),
            session.name(),
            session.credentials(),
            Account.roles(session.roles()),
            session.doctorId(),
            session.csrfToken(),
            sessions.isProvedLately(session));
    if (who.roles().stream().noneMatch(roles::contains)) {
      throw new ForbiddenResponse();
    }
    if (!safe && !bearsToken(context, session.csrfToken())) {
      throw new ForbiddenResponse();
    }
    context.attribute(SESSION, session);
    who.rememberIn(context);
  }

  /** The session that the guard let pass. */
  static Session session(Context context) {
    Session session = context.attribute(SESSION);
    if (session == null) {
      throw new IllegalStateException(
          context.path() + " needs no account, so that nobody is known");
    }
    return session;
  }

  private boolean isFromOurPages(Context context) {
    return origins.isOurs(
        context.header("Origin"),
        context.header("Referer"),
        context.header("Sec-Fetch-Site"),
        context.header("Host"));
  }

  private void askWho(Context context, boolean safe) {
    String accept = context.header("Accept");
    boolean page = accept == null || accept.contains("text/html") || accept.contains("*/*");
    // A script of our own, which takes anything, still has the text.
    boolean asPage = accept == null || accept.contains("text/html");
    if (!safe && asPage && isGivenBack(context)) {
      return;
    }
    if (!safe || !page) {
      throw new UnauthorizedResponse();
    }
    String query = context.queryString();
    String here = context.req().getRequestURI() + (query == null ? "" : "?" + query);
    context.header("Location", paths.login(NextPath.of(here, paths.newsroom())));
    context.status(HttpStatus.SEE_OTHER).skipRemainingHandlers();
  }

  /** Shows what was typed to whoever sent it, so that they can save it once they are signed in. */
  private boolean isGivenBack(Context context) {
    Matcher form = TYPED.matcher(context.path());
    if (!form.matches() || !isShort(context)) {
      return false;
    }
    List<TypedPage.Text> texts = TypedTexts.of(context, replies.words());
    if (texts.isEmpty()) {
      return false;
    }
    context.status(HttpStatus.UNAUTHORIZED).skipRemainingHandlers();
    replies.show(
        context,
        "auth/typed",
        new TypedPage(
            replies.doorDesk(context, "typed.heading"),
            replies.words().of("typed.lead"),
            replies.words().of("typed.way"),
            paths.login(form.group(1)),
            null,
            texts));
    return true;
  }

  private static boolean isShort(Context context) {
    return isAtMost(context, LONGEST_TYPED);
  }

  private boolean isReadUnsaved(Context context) {
    return context.attribute(SESSION) != null
        || isShort(context)
        || (sessions.isAtWork(cookie.in(context))
            && UPLOADS.matcher(context.path()).matches()
            && isAtMost(context, LONGEST_UNSAVED));
  }

  private static boolean isAtMost(Context context, int bytes) {
    long length = context.req().getContentLengthLong();
    return length >= 0 && length <= bytes;
  }

  /**
   * Shows a form of the newsroom that could not be saved, because the database is out of reach, to
   * whoever sent it, with a button that sends it again.
   *
   * @return whether it did; else nothing was said in it, or it holds a secret, or it is for a
   *     script, which still has it
   */
  public boolean givesBackUnsaved(Context context) {
    String accept = context.header("Accept");
    if (SAFE.contains(context.method().name())
        || !context.path().startsWith(paths.newsroom() + "/")
        || (accept != null && !accept.contains("text/html"))
        || !isFromOurPages(context)
        || !isReadUnsaved(context)) {
      return false;
    }
    List<TypedPage.Field> fields = TypedTexts.fields(context);
    List<TypedPage.Text> texts = TypedTexts.of(context, replies.words());
    String said = texts.isEmpty() ? "typed.undone." : "typed.away.";
    if (fields.stream().allMatch(field -> field.name().equals("csrf"))
        || (texts.isEmpty() && context.isMultipart())) {
      return false;
    }
    context.status(HttpStatus.SERVICE_UNAVAILABLE);
    replies.show(
        context,
        "auth/typed",
        new TypedPage(
            replies.doorDesk(context, said + "heading"),
            replies.words().of(said + "lead"),
            replies.words().of(said + "way"),
            null,
            new TypedPage.Again(
                context.path(),
                context.isMultipart() ? "multipart/form-data" : "application/x-www-form-urlencoded",
                fields),
            texts));
    return true;
  }

  private static boolean bearsToken(Context context, String expected) {
    // The header first: a form with a file is read whole before its fields are known.
    String header = context.header("X-CSRF-Token");
    String given = header == null ? context.formParam("csrf") : header;
    return given != null && Tokens.same(given, expected);
  }
}
