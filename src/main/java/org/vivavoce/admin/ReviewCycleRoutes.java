package org.vivavoce.admin;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.FormParams;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Link;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** {@code /admin/reviews}: what is to be reviewed again, and what was found still correct. */
public final class ReviewCycleRoutes {
  private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");
  private static final String MINE = "mine";
  private static final String ALL = "all";

  private final ReviewCycleQueries queries;
  private final ReviewCycleEditor editor;
  private final ManuscriptQueries manuscripts;
  private final ManuscriptPages pages;
  private final Clock clock;
  private final Frame frame;
  private final Views views;

  public ReviewCycleRoutes(Jdbi jdbi, Clock clock, Frame frame, Views views) {
    this.queries = new ReviewCycleQueries(jdbi);
    this.editor = new ReviewCycleEditor(jdbi, clock);
    this.manuscripts = new ManuscriptQueries(jdbi);
    this.pages = new ManuscriptPages(jdbi, clock, frame);
    this.clock = clock;
    this.frame = frame;
    this.views = views;
  }

  public void addTo(RouteTable routes) {
    routes.get("/admin/reviews", Role.ACCOUNTS, this::list);
    routes.get("/admin/reviews/{article}", Role.ACCOUNTS, this::show);
    routes.post("/admin/reviews/{article}", Role.REVIEWER, this::reconfirm);
  }

  private void list(Context context) {
    SignedIn who = SignedIn.of(context);
    Words words = frame.words();
    // Who writes for themselves alone begins with what is theirs.
    String usual =
        who.is(Role.EDITOR) || who.is(Role.REVIEWER) || who.is(Role.ADMINISTRATOR) ? ALL : MINE;
    String whose = Objects.requireNonNullElse(context.queryParam("whose"), usual);
    if (!whose.equals(MINE)) {
      whose = ALL;
    }
    String chosen = Objects.requireNonNullElse(context.queryParam("specialty"), "");
    Long specialty = ID.matcher(chosen).matches() ? Long.valueOf(chosen) : null;
    ReviewCycleQueries.Group group = ReviewCycleQueries.Group.of(context.queryParam("due"));
    ReviewCycleQueries.Key after = ReviewCycleQueries.Key.read(context.queryParam("after"));
    ReviewCycleQueries.Filter filter =
        new ReviewCycleQueries.Filter(
            whose.equals(MINE) ? who.accountId() : null, specialty, group, today(), after);
    ReviewCycleQueries.Counts counts = queries.counts(filter);
    List<ReviewCycleQueries.Due> found = queries.due(filter, ReviewCycleQueries.PAGE_SIZE);
    boolean more = found.size() > ReviewCycleQueries.PAGE_SIZE;
    List<ReviewCycleQueries.Due> shown =
        more ? found.subList(0, ReviewCycleQueries.PAGE_SIZE) : found;
    String list = frame.paths().reviewsDue();
    String base = list + "?whose=" + whose + (specialty == null ? "" : "&specialty=" + specialty);
    String here = group == null ? base : base + "&due=" + group.code();
    List<ReviewsDuePage.GroupLink> groups = new ArrayList<>();
    groups.add(
        new ReviewsDuePage.GroupLink(
            base, words.of("reviews.group.all", counts.all()), group == null));
    for (ReviewCycleQueries.Group each : ReviewCycleQueries.Group.values()) {
      groups.add(
          new ReviewsDuePage.GroupLink(
              base + "&due=" + each.code(),
              words.of("reviews.group." + each.code(), counts.of(each)),
              each == group));
    }
    views.respondPrivately(
        context,
        "admin/reviews/reviews",
        new ReviewsDuePage(
            frame.desk(
                who,
                words.of("reviews.heading"),
                list,
                "reconfirmed".equals(context.queryParam("done")) ? words.of("reviews.done") : null),
            list,
            Selection.of(
                "whose",
                whose,
                List.of(
                    new Option(ALL, words.of("reviews.whose.all")),
                    new Option(MINE, words.of("reviews.whose.mine")))),
            Selection.of(
                "specialty",
                Objects.toString(specialty, ""),
                pages.specialties("manuscripts.any", specialty, "").options()),
            group == null ? null : group.code(),
            groups,
            shown.stream().map(due -> line(due, who)).toList(),
            after == null ? null : here,
            more ? here + "&after=" + shown.get(shown.size() - 1).key().written() : null));
  }

  private ReviewsDuePage.Line line(ReviewCycleQueries.Due due, SignedIn who) {
    Words words = frame.words();
    Paths paths = frame.paths();
    LocalDate today = today();
    ReviewCycleQueries.Group group = ReviewCycleQueries.Group.of(due.reviewDueOn(), today);
    String code = due.reviewDueOn().equals(today) ? "today" : group.code();
    Long manuscript = due.manuscriptId();
    String stage = due.stage();
    // What is under way already is told before what could be begun.
    String todo =
        due.changing() && stage != null
            ? "reviews.todo." + stage
            : who.is(Role.REVIEWER) && !Objects.equals(who.doctorId(), due.doctorId())
                ? "reviews.todo.read"
                : "reviews.todo.ask";
    return new ReviewsDuePage.Line(
        paths.reviewDue(due.id()),
        due.title(),
        due.lang(),
        code,
        words.of("reviews.when." + code),
        words.day(due.reviewDueOn()),
        due.reviewedOn() == null ? null : words.day(due.reviewedOn()),
        reviewer(due.reviewerName(), due.reviewerCredentials()),
        due.doctorName(),
        Objects.requireNonNullElse(due.ownerName(), ""),
        words.of(todo),
        due.changing() && manuscript != null ? paths.review(manuscript) : null);
  }

  private void show(Context context) {
    respond(context, List.of(), usualYears());
  }

  private void reconfirm(Context context) {
    SignedIn who = SignedIn.of(context);
    FormParams params = FormParams.of(context);
    String typed = params.line("years");
    int years = typed.matches("[1-9]") ? Integer.parseInt(typed) : 0;
    try {
      editor.reconfirm(who, article(context), params.line("read"), years);
      ManuscriptRoutes.seeOther(context, frame.paths().reviewsDue() + "?done=reconfirmed");
    } catch (ReviewCycleEditor.ChangedException e) {
      context.status(HttpStatus.CONFLICT);
      respond(context, List.of(new Finding("whole", "finding.reconfirm.changed")), typed);
    } catch (RefusedException e) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      respond(context, e.findings(), typed);
    } catch (NoSuchElementException e) {
      throw new NotFoundResponse();
    }
  }

  private void respond(Context context, List<Finding> findings, String years) {
    SignedIn who = SignedIn.of(context);
    Words words = frame.words();
    Paths paths = frame.paths();
    long article = article(context);
    ReviewCycleQueries.Standing standing =
        queries.standing(article).orElseThrow(NotFoundResponse::new);
    ManuscriptContent content = standing.content();
    String whyNot = editor.whyNotBy(who, article).orElse(null);
    Long id = standing.review().manuscriptId();
    Manuscript manuscript = id == null ? null : manuscripts.find(id).orElse(null);
    boolean opens =
        manuscript == null
            && (who.is(Role.EDITOR)
                || (who.is(Role.AUTHOR)
                    && who.doctorId() != null
                    && who.doctorId().equals(content.doctorId())));
    List<FormError> errors = pages.said(findings);
    views.respondPrivately(
        context,
        "admin/reviews/review",
        new ReviewDuePage(
            frame.desk(
                who, words.of("reviews.one", pages.titleOf(content)), paths.reviewsDue(), null),
            List.of(new Link(paths.reviewsDue(), words.of("reviews.heading"))),
            content.lang(),
            facts(standing),
            new Link(paths.article(content.slug()), words.of("workflow.public")),
            pages.audio(standing.recordingId()),
            ManuscriptPages.captions(content),
            pages.fields(content),
            standing.sha256(),
            whyNot == null ? paths.reviewDue(article) : null,
            whyNot == null ? null : words.of(whyNot),
            FormField.of("years", years, FormField.Need.LATER, null, errors),
            options(),
            manuscript == null ? null : paths.review(manuscript.id()),
            opens ? paths.manuscriptFrom(article) : null,
            errors));
  }

  private List<String> facts(ReviewCycleQueries.Standing standing) {
    Words words = frame.words();
    ReviewCycleQueries.Review review = standing.review();
    LocalDate due = standing.content().reviewDueOn();
    List<String> facts = new ArrayList<>();
    LocalDate reviewed = review.reviewedOn();
    facts.add(
        reviewed == null
            ? words.of("reviews.never")
            : words.of(
                "reviews.last",
                words.day(reviewed).text(),
                reviewer(review.reviewerName(), review.reviewerCredentials())));
    if (due != null) {
      facts.add(
          words.of(
              due.isBefore(today()) ? "reviews.overdue" : "reviews.due", words.day(due).text()));
    }
    return facts;
  }

  private List<Option> options() {
    return IntStream.rangeClosed(1, ManuscriptChecks.MOST_YEARS_BETWEEN_REVIEWS)
        .mapToObj(
            years ->
                new Option(
                    Integer.toString(years),
                    frame
                        .words()
                        .of(
                            "reviews.years",
                            years,
                            frame.words().day(today().plusYears(years)).text())))
        .toList();
  }

  /** As a publication has it that names no day. */
  private static String usualYears() {
    return Integer.toString(ManuscriptChecks.MOST_YEARS_BETWEEN_REVIEWS);
  }

  private static String reviewer(@Nullable String name, @Nullable String credentials) {
    return String.join(
        ", ", Arrays.asList(name, credentials).stream().filter(Objects::nonNull).toList());
  }

  private static long article(Context context) {
    return ManuscriptRoutes.id(context, "article");
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
