package org.vivavoce.admin;

import io.javalin.http.Context;
import java.time.Clock;
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
  private final DashboardQueries queries;
  private final Clock clock;
  private final Frame frame;
  private final Paths paths;
  private final Words words;
  private final Views views;

  public DashboardRoutes(Jdbi jdbi, Clock clock, Frame frame, Views views) {
    this.queries = new DashboardQueries(jdbi);
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
            tasks(who),
            charts(today),
            missing(today)));
  }

  private List<DashboardPage.Task> tasks(SignedIn who) {
    List<DashboardPage.Task> tasks = new ArrayList<>();
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
    if (found.isEmpty()) {
      return;
    }
    String key = "dashboard.task." + kind;
    tasks.add(
        new DashboardPage.Task(
            kind,
            words.of(key),
            false,
            found.stream()
                .limit(DashboardQueries.SHOWN)
                .map(
                    each ->
                        new DashboardPage.Item(
                            href.apply(each.id()),
                            Objects.requireNonNullElse(
                                each.title(), words.of("manuscript.untitled")),
                            words.of(
                                key + ".note",
                                Objects.requireNonNullElse(
                                    each.about(), words.of("dashboard.nobody")),
                                Moment.of(each.since(), frame.zone()).text())))
                .toList(),
            found.size() > DashboardQueries.SHOWN
                ? new Link(all, words.of("dashboard.more"))
                : null));
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
