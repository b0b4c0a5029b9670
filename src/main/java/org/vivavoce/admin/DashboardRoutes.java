package org.vivavoce.admin;

import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Link;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** {@code /admin}: what needs whoever is signed in today, and how the portal is doing. */
public final class DashboardRoutes {
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.UK);
  private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMM uuuu", Locale.UK);

  /** As long as a job may wait for whichever instance does it before it is told of as late. */
  private static final Duration LATE = Duration.ofMinutes(1);

  private static final Duration SOON = Duration.ofDays(1);
  private final DashboardQueries queries;
  private final ReviewCycleQueries reviews;
  private final Clock clock;
  private final Frame frame;
  private final Paths paths;
  private final Words words;
  private final Views views;

  public DashboardRoutes(Jdbi jdbi, Clock clock, Frame frame, Views views) {
    this.queries = new DashboardQueries(jdbi);
    this.reviews = new ReviewCycleQueries(jdbi);
    this.clock = clock;
    this.frame = frame;
    this.paths = frame.paths();
    this.words = frame.words();
    this.views = views;
  }

  public void addTo(RouteTable routes) {
    routes.get(paths.newsroom(), Role.ACCOUNTS, this::show);
  }

  private void show(Context context) {
    SignedIn who = SignedIn.of(context);
    LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
    views.respondPrivately(
        context,
        "admin/dashboard/dashboard",
        new DashboardPage(
            frame.desk(who, words.of("dashboard.heading"), paths.newsroom(), null),
            DashboardQueries.writes(who) ? paths.newManuscript() : null,
            tasks(who, today),
            charts(today),
            missing(today)));
  }

  private List<DashboardPage.Task> tasks(SignedIn who, LocalDate today) {
    List<DashboardPage.Task> tasks = new ArrayList<>();
    Instant late = clock.instant().minus(LATE);
    if (who.is(Role.EDITOR)) {
      addJobs(tasks, "stuck-jobs", true, queries.stuckJobs(late));
    }
    if (DashboardQueries.writes(who)) {
      add(
          tasks,
          "remarked",
          queries.remarked(who),
          paths.manuscripts() + "?mine=1&status=draft",
          paths::review);
    }
    if (who.is(Role.REVIEWER)) {
      add(
          tasks,
          "to-review",
          queries.toReview(who),
          paths.manuscripts() + "?mine=1&status=in_review",
          paths::review);
    }
    if (who.is(Role.EDITOR)) {
      add(
          tasks,
          "to-publish",
          queries.toPublish(who),
          paths.manuscripts() + "?status=approved",
          paths::review);
    }
    addDue(tasks, who, today);
    if (who.is(Role.EDITOR) || who.is(Role.REVIEWER)) {
      addOverdue(tasks, who, today);
    }
    if (who.is(Role.EDITOR)) {
      addJobs(tasks, "coming-jobs", false, queries.comingJobs(late, clock.instant().plus(SOON)));
      add(
          tasks,
          "conflicts",
          queries.conflicts(who),
          paths.importConflicts(),
          paths::importConflict);
      add(tasks, "agreements", queries.notesToLookAtAgain(who), paths.voices(), paths::voices);
    }
    add(
        tasks,
        "from-readers",
        queries.fromReaders(who),
        paths.feedbackQueue(),
        paths::feedbackItem);
    if (DashboardQueries.writes(who)) {
      add(
          tasks,
          "drafts",
          queries.ownDrafts(who),
          paths.manuscripts() + "?mine=1",
          paths::manuscript);
    }
    return tasks;
  }

  private void add(
      List<DashboardPage.Task> tasks,
      String kind,
      List<DashboardQueries.Waiting> found,
      String all,
      Function<Long, String> href) {
    String key = "dashboard.task." + kind + ".note";
    addTask(
        tasks,
        kind,
        false,
        found.stream()
            .map(
                each ->
                    new DashboardPage.Item(
                        href.apply(each.id()),
                        titled(each),
                        words.of(
                            key,
                            Objects.requireNonNullElse(each.about(), words.of("dashboard.nobody")),
                            Moment.of(each.since(), frame.zone()).text())))
            .toList(),
        all);
  }

  private void addJobs(
      List<DashboardPage.Task> tasks,
      String kind,
      boolean urgent,
      List<DashboardQueries.Waiting> jobs) {
    addTask(
        tasks,
        kind,
        urgent,
        jobs.stream()
            .map(
                job ->
                    new DashboardPage.Item(
                        paths.review(job.id()),
                        titled(job),
                        words.of(
                            "dashboard.job." + job.about(),
                            Moment.of(job.since(), frame.zone()).text())))
            .toList(),
        paths.schedule());
  }

  /** The answers whose review is theirs to see to, those first that are due first. */
  private void addDue(List<DashboardPage.Task> tasks, SignedIn who, LocalDate today) {
    List<ReviewCycleQueries.Due> due =
        reviews.due(
            new ReviewCycleQueries.Filter(who.accountId(), null, null, today, null),
            DashboardQueries.SHOWN);
    addTask(
        tasks,
        "reviews",
        !due.isEmpty() && due.get(0).reviewDueOn().isBefore(today),
        due.stream()
            .map(
                each ->
                    due(
                        each,
                        words.of(
                            "dashboard.task.reviews.note", words.day(each.reviewDueOn()).text())))
            .toList(),
        paths.reviewsDue() + "?whose=mine");
  }

  /**
   * Those that should have been reviewed, and are somebody else’s to see to or nobody’s: whoever
   * can act should not have to look for them.
   */
  private void addOverdue(List<DashboardPage.Task> tasks, SignedIn who, LocalDate today) {
    addTask(
        tasks,
        "overdue",
        true,
        reviews.overdueBeside(who.accountId(), today, DashboardQueries.SHOWN).stream()
            .map(
                each ->
                    due(
                        each,
                        each.ownerName() == null
                            ? words.of(
                                "dashboard.task.overdue.note.nobody",
                                words.day(each.reviewDueOn()).text())
                            : words.of(
                                "dashboard.task.overdue.note",
                                words.day(each.reviewDueOn()).text(),
                                each.ownerName())))
            .toList(),
        paths.reviewsDue() + "?whose=all&due=now");
  }

  private DashboardPage.Item due(ReviewCycleQueries.Due due, String note) {
    return new DashboardPage.Item(paths.reviewDue(due.id()), due.title(), note);
  }

  /**
   * @param items one more than is shown, where there are more
   */
  private void addTask(
      List<DashboardPage.Task> tasks,
      String kind,
      boolean urgent,
      List<DashboardPage.Item> items,
      String all) {
    if (!items.isEmpty()) {
      tasks.add(
          new DashboardPage.Task(
              kind,
              words.of("dashboard.task." + kind),
              urgent,
              items.stream().limit(DashboardQueries.SHOWN).toList(),
              items.size() > DashboardQueries.SHOWN
                  ? new Link(all, words.of("dashboard.more"))
                  : null));
    }
  }

  private String titled(DashboardQueries.Waiting waiting) {
    return waiting.title().isBlank() ? words.of("manuscript.untitled") : waiting.title();
  }

  private List<Chart> charts(LocalDate today) {
    List<Chart> charts = new ArrayList<>();
    charts.add(weekly("published", queries.published(today)));
    charts.add(due(today, queries.due(today)));
    charts.add(helpful(queries.votes(today)));
    charts.add(weekly("missed", queries.missed(today)));
    return charts;
  }

  private Chart weekly(String kind, List<DashboardQueries.Week> weeks) {
    long total = weeks.stream().mapToLong(DashboardQueries.Week::value).sum();
    return Chart.of(
        kind,
        words.of("dashboard." + kind),
        words.of(
            "dashboard." + kind + ".summary",
            total,
            weeks.isEmpty() ? 0 : weeks.get(weeks.size() - 1).value()),
        words.of("dashboard.week"),
        words.of("dashboard." + kind + ".measure"),
        weeks.stream()
            .map(
                week ->
                    new Chart.Count(
                        DAY.format(week.start()), week.value(), figure(week.value()), false))
            .toList());
  }

  /** How many of a hundred readers who said so were helped. */
  private Chart helpful(List<DashboardQueries.Votes> weeks) {
    long yes = weeks.stream().mapToLong(DashboardQueries.Votes::yes).sum();
    long no = weeks.stream().mapToLong(DashboardQueries.Votes::no).sum();
    return Chart.of(
        "helpful",
        words.of("dashboard.helpful"),
        words.of("dashboard.helpful.summary", yes + no, yes),
        words.of("dashboard.week"),
        words.of("dashboard.helpful.measure"),
        weeks.stream()
            .map(
                week -> {
                  long all = week.yes() + week.no();
                  long percent = all == 0 ? 0 : Math.round(100.0 * week.yes() / all);
                  return new Chart.Count(
                      DAY.format(week.start()),
                      percent,
                      all == 0
                          ? words.of("dashboard.helpful.nobody")
                          : words.of("dashboard.helpful.figure", percent, week.yes(), all),
                      false);
                })
            .toList());
  }

  private Chart due(LocalDate today, List<DashboardQueries.Due> found) {
    Map<LocalDate, Long> byMonth =
        found.stream()
            .filter(each -> each.month() != null)
            .collect(
                Collectors.toMap(
                    each -> Objects.requireNonNull(each.month()), DashboardQueries.Due::value));
    long overdue =
        found.stream()
            .filter(each -> each.month() == null)
            .mapToLong(DashboardQueries.Due::value)
            .sum();
    List<Chart.Count> counts = new ArrayList<>();
    counts.add(new Chart.Count(words.of("dashboard.due.overdue"), overdue, figure(overdue), true));
    for (int month = 0; month < DashboardQueries.MONTHS; month++) {
      LocalDate start = today.withDayOfMonth(1).plusMonths(month);
      long value = byMonth.getOrDefault(start, 0L);
      counts.add(new Chart.Count(MONTH.format(start), value, figure(value), false));
    }
    return Chart.of(
        "due",
        words.of("dashboard.due"),
        words.of(
            "dashboard.due.summary",
            overdue,
            byMonth.values().stream().mapToLong(Long::longValue).sum()),
        words.of("dashboard.month"),
        words.of("dashboard.due.measure"),
        counts);
  }

  private List<DashboardPage.Missing> missing(LocalDate today) {
    return queries.missing(today).stream()
        .map(
            each ->
                new DashboardPage.Missing(
                    each.query(),
                    paths.search(each.query(), null),
                    words.of("dashboard.asked", each.asked())))
        .toList();
  }

  private String figure(long value) {
    return words.of("dashboard.figure", value);
  }
}
