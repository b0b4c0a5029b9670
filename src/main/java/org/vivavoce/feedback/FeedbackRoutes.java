package org.vivavoce.feedback;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.db.ArticleSlugs;
import org.vivavoce.web.ClientAddress;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormParams;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Gone;
import org.vivavoce.web.Head;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Link;
import org.vivavoce.web.Origins;
import org.vivavoce.web.Paths;
import org.vivavoce.web.RequestGuard;
import org.vivavoce.web.Requests;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/**
 * {@code /articles/{slug}/feedback}: "Was this helpful?" and "Report an error". The article's page
 * is the same for everybody, so that its form bears no token: what guards it is where the browser
 * says that it comes from, a field that only programs fill in, and a limit to how much is said.
 */
public final class FeedbackRoutes {
  private static final int SHORTEST_TEXT = 3;

  /** The longest text, each of whose letters is sent as nine, and as much again. */
  private static final long LONGEST_FORM_BYTES = 40_000;

  private static final long MOST_READ_IN_VAIN = 1_000_000;

  private static final String FORM = "application/x-www-form-urlencoded";

  /** The field that no person sees; every form sends it, empty. */
  private static final String TRAP = "homepage";

  private static final Pattern EMAIL =
      Pattern.compile("[^@\\s<>\"(),:;\\\\\\[\\]]{1,64}@[\\p{L}\\p{N}-]+(\\.[\\p{L}\\p{N}-]+)+");
  private static final int LENGTH_REQUIRED = 411;

  private final FeedbackQueries queries;
  private final ArticleSlugs slugs;
  private final FeedbackEditor editor;
  private final FeedbackLimits limits;
  private final ClientAddress addresses;
  private final Origins origins;
  private final Frame frame;
  private final Paths paths;
  private final Words words;
  private final Views views;

  public FeedbackRoutes(
      Jdbi jdbi, Clock clock, ClientAddress addresses, Origins origins, Frame frame, Views views) {
    this.queries = new FeedbackQueries(jdbi);
    this.slugs = new ArticleSlugs(jdbi);
    this.editor = new FeedbackEditor(jdbi, clock);
    this.limits = new FeedbackLimits(clock);
    this.addresses = addresses;
    this.origins = origins;
    this.frame = frame;
    this.paths = frame.paths();
    this.words = frame.words();
    this.views = views;
  }

  public void addTo(RouteTable routes) {
    routes.get("/articles/{slug}/feedback", Role.PUBLIC, this::show);
    routes.post("/articles/{slug}/feedback", Role.PUBLIC, this::take);
  }

  private void show(Context context) {
    String slug = Requests.slug(context);
    FeedbackQueries.Subject subject = subject(slug);
    if (!subject.slug().equals(slug)) {
      RequestGuard.redirect(context, paths.feedback(subject.slug()));
      return;
    }
    String done = Objects.requireNonNullElse(context.queryParam("done"), "");
    FeedbackPage page =
        switch (done) {
          case "yes" ->
              page(
                  subject,
                  words.of("feedback.thanks"),
                  words.of("feedback.thanks.yes"),
                  form(subject, FeedbackKind.HELPFUL));
          case "no" ->
              page(
                  subject,
                  words.of("feedback.thanks"),
                  words.of("feedback.thanks.no"),
                  form(subject, FeedbackKind.UNHELPFUL));
          case "sent" ->
              page(subject, words.of("feedback.thanks"), words.of("feedback.thanks.sent"), null);
          default ->
              page(subject, words.of("feedback.report"), null, form(subject, FeedbackKind.ERROR));
        };
    // The same for everybody who comes here, as the answer's own page is.
    views.respond(context, "feedback/feedback", page);
  }

  private void take(Context context) {
    check(context);
    FeedbackQueries.Subject subject = subject(Requests.slug(context));
    FormParams params = FormParams.of(context);
    if (!params.has(TRAP) || params.has("vote") == params.has("kind")) {
      throw new BadRequestResponse();
    }
    if (params.has("vote")) {
      vote(context, subject, params);
    } else {
      write(context, subject, params);
    }
  }

  private void vote(Context context, FeedbackQueries.Subject subject, FormParams params) {
    String vote = params.line("vote");
    if (!vote.equals("yes") && !vote.equals("no")) {
      throw new BadRequestResponse();
    }
    if (!isHuman(params)) {
      seeOther(context, subject, vote);
      return;
    }
    Optional<Duration> wait = limits.count(addresses.of(context), subject.id(), false);
    if (wait.isPresent()) {
      tooMuch(context, wait.get());
      views.respondPrivately(
          context,
          "feedback/feedback",
          page(subject, words.of("feedback.tooMuch"), tooMuchLead(wait.get()), null));
      return;
    }
    editor.vote(subject.id(), vote.equals("yes"));
    seeOther(context, subject, vote);
  }

  private void write(Context context, FeedbackQueries.Subject subject, FormParams params) {
    FeedbackKind kind = FeedbackKind.of(params.line("kind")).orElseThrow(BadRequestResponse::new);
    String text = params.text("text");
    String email = params.line("email");
    List<FormError> errors = errors(text, email);
    if (!errors.isEmpty()) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      giveBack(context, subject, kind, text, email, errors);
      return;
    }
    if (!isHuman(params)) {
      seeOther(context, subject, "sent");
      return;
    }
    Optional<Duration> wait = limits.count(addresses.of(context), subject.id(), true);
    if (wait.isPresent()) {
      tooMuch(context, wait.get());
      giveBack(
          context,
          subject,
          kind,
          text,
          email,
          List.of(new FormError(FeedbackForm.TEXT, tooMuchLead(wait.get()))));
      return;
    }
    if (!editor.write(subject.id(), kind, text, email.isEmpty() ? null : email)) {
      // Withdrawn at this very moment.
      throw leadsNowhere(subject.slug());
    }
    seeOther(context, subject, "sent");
  }

  /** What does not come from a form of ours is not even read. */
  private void check(Context context) {
    String site = context.header("Sec-Fetch-Site");
    boolean ours =
        (site == null || site.equals("same-origin"))
            && origins.isOurs(context.header("Origin"), null, site, context.header("Host"));
    if (!ours) {
      throw new ForbiddenResponse();
    }
    String type = Objects.requireNonNullElse(context.contentType(), "");
    if (!type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(FORM)) {
      throw new HttpResponseException(HttpStatus.UNSUPPORTED_MEDIA_TYPE.getCode());
    }
    long length = context.req().getContentLengthLong();
    if (length < 0) {
      throw new HttpResponseException(LENGTH_REQUIRED);
    }
    if (length > LONGEST_FORM_BYTES) {
      readOn(context, length);
      throw new HttpResponseException(HttpStatus.CONTENT_TOO_LARGE.getCode());
    }
  }

  /** Who is still sending when the answer comes may see a broken line instead of it. */
  private static void readOn(Context context, long length) {
    if (length > MOST_READ_IN_VAIN) {
      return;
    }
    try {
      context.req().getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<FormError> errors(String text, String email) {
    List<FormError> errors = new ArrayList<>();
    if (text.length() < SHORTEST_TEXT) {
      errors.add(new FormError(FeedbackForm.TEXT, words.of("feedback.text.missing")));
    }
    if (text.length() > FeedbackForm.LONGEST_TEXT) {
      errors.add(
          new FormError(
              FeedbackForm.TEXT,
              words.of("feedback.text.long", FeedbackForm.LONGEST_TEXT, text.length())));
    }
    if (!email.isEmpty()
        && (email.length() > FeedbackForm.LONGEST_EMAIL || !EMAIL.matcher(email).matches())) {
      errors.add(new FormError(FeedbackForm.EMAIL, words.of("feedback.email.wrong")));
    }
    return errors;
  }

  /** Whatever fills in what no person sees is answered as everybody is, and not listened to. */
  private static boolean isHuman(FormParams params) {
    return params.raw(TRAP).isEmpty();
  }

  private static void tooMuch(Context context, Duration wait) {
    context.header("Retry-After", Long.toString(wait.toSeconds() + 1));
    context.status(HttpStatus.TOO_MANY_REQUESTS);
  }

  private String tooMuchLead(Duration wait) {
    return words.of("feedback.tooMuch.lead", wait.toMinutes() + 1, frame.site().contactEmail());
  }

  private void seeOther(Context context, FeedbackQueries.Subject subject, String done) {
    HttpCache.noStore(context);
    context.redirect(paths.feedback(subject.slug()) + "?done=" + done, HttpStatus.SEE_OTHER);
  }

  private void giveBack(
      Context context,
      FeedbackQueries.Subject subject,
      FeedbackKind kind,
      String text,
      String email,
      List<FormError> errors) {
    FeedbackPage page =
        page(
            subject,
            words.of(kind == FeedbackKind.ERROR ? "feedback.report" : kind.question),
            null,
            FeedbackForm.of(subject.slug(), kind, text, email, errors, frame),
            errors);
    views.respondPrivately(context, "feedback/feedback", page);
  }

  private FeedbackForm form(FeedbackQueries.Subject subject, FeedbackKind kind) {
    return FeedbackForm.of(subject.slug(), kind, "", "", List.of(), frame);
  }

  private FeedbackPage page(
      FeedbackQueries.Subject subject,
      String heading,
      @Nullable String lead,
      @Nullable FeedbackForm form) {
    return page(subject, heading, lead, form, List.of());
  }

  private FeedbackPage page(
      FeedbackQueries.Subject subject,
      String heading,
      @Nullable String lead,
      @Nullable FeedbackForm form,
      List<FormError> errors) {
    Head head =
        frame
            .head(
                paths.feedback(subject.slug()),
                words.of("feedback.title", heading, subject.title(), frame.siteName()),
                words.of("feedback.description", subject.title()))
            .isDemo(subject.demo())
            .robots("noindex")
            .withoutCanonical()
            .crumb(paths.article(subject.slug()), subject.title())
            .named(words.of("feedback.crumb"));
    return new FeedbackPage(
        head,
        heading,
        lead,
        new Link(paths.article(subject.slug()), subject.title()),
        subject.lang(),
        form,
        errors);
  }

  private FeedbackQueries.Subject subject(String slug) {
    return queries.find(slug).orElseThrow(() -> leadsNowhere(slug));
  }

  private RuntimeException leadsNowhere(String slug) {
    return slugs
        .withdrawn(slug)
        .<RuntimeException>map(
            answer ->
                new Gone(
                    new Gone.Answer(
                        answer.title(),
                        answer.lang(),
                        LocalDate.ofInstant(answer.withdrawnAt(), ZoneOffset.UTC),
                        answer.reason())))
        .orElseGet(NotFoundResponse::new);
  }
}
