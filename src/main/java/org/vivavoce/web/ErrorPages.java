package org.vivavoce.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Failures in plain words, without internals. */
public final class ErrorPages {
  private static final Logger log = LoggerFactory.getLogger(ErrorPages.class);

  /** Of a form that a reader sends, in bytes. */
  private static final int LONGEST_WRITTEN = 100_000;

  /** More than any form of a reader has. */
  private static final int MOST_FIELDS = 10;

  /** As long as the field of the search is. */
  private static final int LONGEST_QUESTION = 200;

  /** Of those who ask too often, and those for whom there is no turn. */
  private static final Set<Integer> REFUSALS = Set.of(429, 503);

  /** Of those statuses of which nothing is told but what they mean. */
  private final ConcurrentHashMap<Integer, byte[]> alike = new ConcurrentHashMap<>();

  private final Frame frame;
  private final Views views;
  private final RouteTable routes;

  public ErrorPages(Frame frame, Views views, RouteTable routes) {
    this.frame = frame;
    this.views = views;
    this.routes = routes;
  }

  /**
   * @param passing tells of an unexpected failure whether it will pass, as when the database is out
   *     of reach: 503, and worth a retry
   * @param unsaved shows what somebody sent in such a moment, where it is the newsroom's to show
   */
  public void register(
      RoutesConfig config, Predicate<Exception> passing, Predicate<Context> unsaved) {
    config.exception(Gone.class, (gone, context) -> show(context, 410, gone.answer()));
    config.exception(
        HttpResponseException.class,
        (failure, context) -> {
          int status = failure.getStatus();
          if (REFUSALS.contains(status) && !context.method().equals(HandlerType.POST)) {
            refuse(context, status);
          } else {
            respond(context, status);
          }
        });
    config.exception(
        Exception.class,
        (failure, context) -> {
          OptionalInt unreadable = UnreadableBody.statusOf(failure);
          if (unreadable.isPresent()) {
            // The rest of the body is not read: what is sent next would be taken for it.
            context.header("Connection", "close");
            UnreadableBody.forget(context);
            show(context, unreadable.getAsInt(), null);
          } else if (passing.test(failure)) {
            log.warn(
                "{} {}: the database is out of reach: {}",
                context.method(),
                Requests.place(context),
                innermost(failure).getMessage());
            context.header("Retry-After", "30");
            if (unsaved.test(context)) {
              shown(context);
            } else {
              show(context, 503, null);
            }
          } else {
            log.error("{} {} failed", context.method(), Requests.place(context), failure);
            show(context, 500, null);
          }
        });
    config.error(404, "*", this::fillIn);
    config.error(405, "*", this::fillIn);
  }

  /** What the database said; what wraps it repeats statements with what was typed. */
  private static Throwable innermost(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private void fillIn(Context context) {
    if (context.attribute("error-shown") == null) {
      respond(context, context.statusCode());
    }
  }

  private void refuse(Context context, int status) {
    if (Problem.isFor(context) || !wantsHtml(context)) {
      respond(context, status);
      return;
    }
    retryLater(context, status);
    shown(context);
    context.status(status);
    HttpCache.noStore(context);
    showAlike(context, status);
  }

  /**
   * What is refused in masses, or asked for in vain, must cost next to nothing: the page is made
   * once, and tells of no request.
   */
  private void showAlike(Context context, int status) {
    context.disableCompression();
    context
        .contentType("text/html; charset=utf-8")
        .result(
            alike.computeIfAbsent(
                status,
                each ->
                    views.render(
                        "web/error", page(frame.paths().home(), each, null, null, "", null))));
  }

  private static void retryLater(Context context, int status) {
    if (status == 503 && context.res().getHeader("Retry-After") == null) {
      context.header("Retry-After", "5");
    }
  }

  private static boolean wantsHtml(Context context) {
    String accept = context.header("Accept");
    return accept == null
        || accept.contains("text/html")
        || accept.contains("*/*")
        || accept.isBlank();
  }

  private void respond(Context context, int status) {
    retryLater(context, status);
    Set<String> methods = routes.methodsAt(context.path());
    boolean wrongMethod =
        (status == 404 || status == 405)
            && !methods.isEmpty()
            && !methods.contains(context.method().name());
    if (wrongMethod) {
      context.header("Allow", String.join(", ", methods));
    }
    show(context, wrongMethod ? 405 : status == 405 ? 404 : status, null);
  }

  private void show(Context context, int status, Gone.@Nullable Answer withdrawn) {
    if (Problem.isFor(context)) {
      Problem.respond(context, status, frame.words().of(key(status) + ".heading"), Map.of());
      return;
    }
    shown(context);
    context.status(status);
    HttpCache.noStore(context);
    String heading = frame.words().of(key(status) + ".heading");
    if (!wantsHtml(context)) {
      context.contentType("text/plain; charset=utf-8").result(heading + "\n");
      return;
    }
    if (status < 500 && withdrawn == null) {
      showAlike(context, status);
      return;
    }
    ErrorPage page =
        page(
            context.path(),
            status,
            withdrawn == null ? null : tombstone(withdrawn),
            status >= 500 ? Requests.id(context) : null,
            status == 503 ? asked(context) : "",
            status == 503 ? written(context) : null);
    context.contentType("text/html; charset=utf-8").result(views.render("web/error", page));
  }

  private ErrorPage page(
      String path,
      int status,
      ErrorPage.@Nullable Tombstone tombstone,
      @Nullable String requestId,
      String asked,
      ErrorPage.@Nullable Written written) {
    Words words = frame.words();
    String key = key(status);
    String heading = words.of(key + ".heading");
    List<String> paragraphs = new ArrayList<>();
    for (int number = 1; words.has(key + ".p" + number); number++) {
      paragraphs.add(words.of(key + ".p" + number));
    }
    Paths paths = frame.paths();
    Head head =
        frame
            .head(path, words.of("title.error", heading, frame.siteName()), heading)
            .withoutCanonical()
            .robots("noindex")
            .withoutCrumbs();
    return new ErrorPage(
        head,
        status,
        heading,
        tombstone,
        paragraphs,
        requestId,
        List.of(
            new Link(paths.home(), words.of("crumb.home")),
            new Link(paths.specialties(), words.of("nav.specialties")),
            new Link(paths.topics(), words.of("nav.topics"))),
        asked,
        written);
  }

  /** What was searched for in vain: it is asked again by a press of the button. */
  private String asked(Context context) {
    boolean searches = context.path().equals(frame.paths().search());
    String question = searches ? context.queryParam("q") : null;
    return question == null || question.length() > LONGEST_QUESTION ? "" : question;
  }

  /** What a reader wrote, and could not be taken; null where it is none, or overlong. */
  private static ErrorPage.@Nullable Written written(Context context) {
    long length = context.req().getContentLengthLong();
    if (!context.method().equals(HandlerType.POST)
        || length <= 0
        || length > LONGEST_WRITTEN
        || context.isMultipart()) {
      return null;
    }
    String text = context.formParam("text");
    if (text == null || text.isBlank() || context.formParamMap().size() > MOST_FIELDS) {
      return null;
    }
    return new ErrorPage.Written(
        context.path(),
        text,
        context.formParamMap().entrySet().stream()
            .filter(field -> !field.getKey().equals("text"))
            .map(field -> new ErrorPage.Field(field.getKey(), field.getValue().get(0)))
            .toList());
  }

  /** Nothing is filled in any more. */
  static void shown(Context context) {
    context.attribute("error-shown", true);
  }

  /** Under which the words stand that say what a status means. */
  private String key(int status) {
    return frame.words().has("error." + status + ".heading")
        ? "error." + status
        : status < 500 ? "error.400" : "error.500";
  }

  private ErrorPage.Tombstone tombstone(Gone.Answer answer) {
    return new ErrorPage.Tombstone(
        answer.title(), answer.lang(), frame.words().day(answer.withdrawnOn()), answer.reason());
  }
}
