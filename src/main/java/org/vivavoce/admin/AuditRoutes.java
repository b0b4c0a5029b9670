package org.vivavoce.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Slug;
import org.vivavoce.web.Frame;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Requests;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** {@code /admin/audit}: who did what, and the same as a file. */
public final class AuditRoutes {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", Locale.UK).withZone(ZoneOffset.UTC);
  private static final int LONGEST = 200;

  /** In the address of the page to which somebody comes back who proved who they are. */
  private static final String CONFIRMED = "done=confirmed";

  /** Of a particular, on the page; the file has it whole. */
  private static final int LONGEST_VALUE = 300;

  private final AuditQueries queries;
  private final Frame frame;
  private final Paths paths;
  private final Words words;
  private final Views views;

  public AuditRoutes(Jdbi jdbi, Frame frame, Views views) {
    this.queries = new AuditQueries(jdbi);
    this.frame = frame;
    this.paths = frame.paths();
    this.words = frame.words();
    this.views = views;
  }

  public void addTo(RouteTable routes) {
    routes.get(paths.audit(), Set.of(Role.EDITOR, Role.ADMINISTRATOR), this::log);
    routes.get(paths.auditExport(), Role.ADMINISTRATOR, this::export);
  }

  private void log(Context context) {
    SignedIn who = SignedIn.of(context);
    List<AuditQueries.Actor> actors = queries.actors();
    Asked asked = asked(context, actors);
    Long before = bound(context, "before");
    Long after = bound(context, "after");
    List<AuditQueries.Entry> found =
        asked.unknownArticle()
            ? List.of()
            : after == null
                ? queries.olderThan(asked.filter(), before)
                : queries.newerThan(asked.filter(), after);
    boolean more = found.size() > AuditQueries.PAGE_SIZE;
    // The one too many stands at the end towards which the page was turned.
    List<AuditQueries.Entry> shown =
        !more
            ? found
            : after == null
                ? found.subList(0, AuditQueries.PAGE_SIZE)
                : found.subList(1, found.size());
    boolean hasNewer = after == null ? before != null : more;
    boolean hasOlder = after != null || more;
    String filtered = asked.query();
    views.respondPrivately(
        context,
        "admin/management/audit",
        new AuditPage(
            frame.desk(who, words.of("audit.heading"), paths.audit(), notice(context, who)),
            paths.audit(),
            selection(
                "actor",
                asked.actor(),
                actors.stream().map(actor -> new Option(actor.value(), actor.name())).toList()),
            selection("action", asked.action(), actions()),
            asked.article(),
            asked.unknownArticle(),
            who.is(Role.ADMINISTRATOR) ? paths.auditExport() + filtered : null,
            shown.stream().map(entry -> line(entry, actors)).toList(),
            hasNewer && !shown.isEmpty() ? turn(filtered, "after", shown.get(0).id()) : null,
            hasOlder && !shown.isEmpty()
                ? turn(filtered, "before", shown.get(shown.size() - 1).id())
                : null));
  }

  private void export(Context context) throws IOException {
    SignedIn who = SignedIn.of(context);
    Asked asked = asked(context, queries.actors());
    HttpCache.noStore(context);
    if (!who.provedLately()) {
      // It names people. Back to the page: a browser that is sent to a file stays where it is.
      String query = asked.query();
      String next = paths.audit() + query + (query.isEmpty() ? "?" : "&") + CONFIRMED;
      context.redirect(paths.prove(next), HttpStatus.SEE_OTHER);
      return;
    }
    context.contentType("text/csv; charset=utf-8; header=present");
    context.header("Content-Disposition", "attachment; filename=\"vivavoce-log.csv\"");
    if (context.method().name().equals("HEAD")) {
      return;
    }
    queries.logExport(Audit.actor(who), who.accountId());
    Writer writer =
        new BufferedWriter(new OutputStreamWriter(context.res().getOutputStream(), UTF_8));
    AuditCsv csv = new AuditCsv(writer);
    if (!asked.unknownArticle()) {
      queries.each(
          asked.filter(),
          entry -> {
            try {
              csv.write(entry);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    writer.flush();
  }

  private @Nullable String notice(Context context, SignedIn who) {
    return who.provedLately() && "confirmed".equals(context.queryParam("done"))
        ? words.of("audit.confirmed")
        : null;
  }

  private Asked asked(Context context, List<AuditQueries.Actor> actors) {
    String name = text(context, "actor");
    Optional<AuditQueries.Actor> known =
        actors.stream()
            .filter(each -> each.value().equals(name) || each.lines().contains(name))
            .findFirst();
    String actor = known.map(AuditQueries.Actor::value).orElse(name);
    List<String> lines = known.map(AuditQueries.Actor::lines).orElse(List.of(name));
    String action = text(context, "action");
    String article = text(context, "article");
    Long id = null;
    if (ID.matcher(article).matches()) {
      id = Long.valueOf(article);
    } else if (Slug.isValid(article)) {
      id = queries.article(article);
    }
    return new Asked(actor, lines, action, article, id);
  }

  private static String text(Context context, String name) {
    String text = Requests.text(context, name, LONGEST);
    return text == null ? "" : text;
  }

  private static @Nullable Long bound(Context context, String name) {
    String bound = context.queryParam(name);
    if (bound == null) {
      return null;
    }
    if (!ID.matcher(bound).matches()) {
      throw new NotFoundResponse();
    }
    return Long.valueOf(bound);
  }

  private String turn(String filtered, String direction, long id) {
    return paths.audit() + filtered + (filtered.isEmpty() ? "?" : "&") + direction + "=" + id;
  }

  /** All that was ever done, by what it is called. */
  private List<Option> actions() {
    return queries.actions().stream()
        .map(action -> new Option(action, name(action)))
        .sorted(
            Comparator.comparing((Option option) -> option.text().toLowerCase(Locale.ROOT))
                .thenComparing(Option::value))
        .toList();
  }

  /** What an act is called; what has no name is called by its code. */
  private String name(String action) {
    String key = "audit.action." + action;
    return words.has(key) ? words.of(key) : action;
  }

  /** Who stands in a line; nobody's address is shown, though old lines have it. */
  private static String name(String actor, List<AuditQueries.Actor> actors) {
    return Audit.email(actor) == null
        ? actor
        : actors.stream()
            .filter(each -> each.lines().contains(actor))
            .map(AuditQueries.Actor::name)
            .findFirst()
            .orElse(actor);
  }

  private Selection selection(String id, String chosen, List<Option> options) {
    return Selection.of(id, chosen, Option.after(words.of("audit." + id + ".any"), options));
  }

  private AuditPage.Line line(AuditQueries.Entry entry, List<AuditQueries.Actor> actors) {
    JsonNode detail;
    try {
      detail = JSON.readTree(entry.detail());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the database holds JSON", e);
    }
    List<AuditPage.Detail> details = new ArrayList<>();
    flatten("", detail, details);
    String action = entry.action();
    String list =
        action.startsWith("doctor.")
            ? paths.managedDoctors()
            : action.startsWith("specialty.")
                ? paths.managedSpecialties()
                : action.startsWith("topic.") ? paths.managedTopics() : null;
    boolean linked =
        list != null && detail.path("id").isIntegralNumber() && !action.endsWith("delete");
    String slug = entry.articleSlug();
    return new AuditPage.Line(
        // A page's times have milliseconds at most.
        entry.happenedAt().truncatedTo(ChronoUnit.MILLIS).toString(),
        WHEN.format(entry.happenedAt()),
        name(entry.actor(), actors),
        name(action),
        action,
        slug == null ? detail.hasNonNull("name") ? detail.path("name").asText() : null : slug,
        linked
            ? paths.managed(String.valueOf(list), detail.path("id").asLong())
            : slug == null ? null : paths.audit() + "?article=" + entry.articleId(),
        details);
  }

  private static void flatten(String name, JsonNode value, List<AuditPage.Detail> details) {
    if (value.has("before") && value.has("after")) {
      flatten(name + " › before", value.path("before"), details);
      flatten(name + " › after", value.path("after"), details);
    } else if (value.isObject()) {
      value
          .properties()
          .forEach(
              each ->
                  flatten(
                      name.isEmpty() ? each.getKey() : name + " › " + each.getKey(),
                      each.getValue(),
                      details));
    } else if (!value.isNull()) {
      String text = value.isValueNode() ? value.asText() : value.toString();
      details.add(new AuditPage.Detail(name, shortened(text)));
    }
  }

  private static String shortened(String text) {
    return text.codePointCount(0, text.length()) <= LONGEST_VALUE
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST_VALUE)) + " …";
  }

  /**
   * What is looked for.
   *
   * @param lines the names under which the actor stands in the log
   * @param article as it was typed: a number or an address
   */
  private record Asked(
      String actor, List<String> lines, String action, String article, @Nullable Long articleId) {
    Asked {
      lines = List.copyOf(lines);
    }

    boolean unknownArticle() {
      return !article.isEmpty() && articleId == null;
    }

    AuditQueries.Filter filter() {
      return new AuditQueries.Filter(
          actor.isEmpty() ? null : lines, action.isEmpty() ? null : action, articleId);
    }

    /** The query of the same page, or nothing. */
    String query() {
      List<String> parts = new ArrayList<>();
      if (!actor.isEmpty()) {
        parts.add("actor=" + Paths.encoded(actor));
      }
      if (!action.isEmpty()) {
        parts.add("action=" + Paths.encoded(action));
      }
      if (!article.isEmpty()) {
        parts.add("article=" + Paths.encoded(article));
      }
      return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }
  }
}
