package org.vivavoce.admin;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.auth.Mailer;
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

/** {@code /admin/feedback}: what readers wrote about answers, and what is done about it. */
public final class FeedbackQueueRoutes {
  private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");
  private static final int LONGEST_WORDS = 200;
  private static final int LONGEST_NOTE = 5_000;
  private static final int LONGEST_ANSWER = 5_000;

  /** What a redirect may say that has been done. */
  private static final Map<String, String> NOTICES =
      Map.of(
          "assigned", "queue.notice.assigned",
          "given-back", "queue.notice.givenBack",
          "noted", "queue.notice.noted",
          "mailed", "queue.notice.mailed",
          "kept", "queue.notice.kept",
          "not-mailed", "queue.notice.notMailed",
          "closed", "queue.notice.closed",
          "reopened", "queue.notice.reopened");

  private final FeedbackQueueQueries queries;
  private final FeedbackQueueEditor editor;
  private final ManuscriptPages pages;
  private final Mailer mailer;
  private final Frame frame;
  private final Paths paths;
  private final Words words;
  private final Views views;

  public FeedbackQueueRoutes(Jdbi jdbi, Clock clock, Mailer mailer, Frame frame, Views views) {
    this.queries = new FeedbackQueueQueries(jdbi);
    this.editor = new FeedbackQueueEditor(jdbi, clock);
    this.pages = new ManuscriptPages(jdbi, clock, frame);
    this.mailer = mailer;
    this.frame = frame;
    this.paths = frame.paths();
    this.words = frame.words();
    this.views = views;
  }

  public void addTo(RouteTable routes) {
    routes.get("/admin/feedback", Role.ACCOUNTS, this::queue);
    routes.get("/admin/feedback/{id}", Role.ACCOUNTS, this::show);
    routes.post("/admin/feedback/{id}/assign", Role.ACCOUNTS, this::assign);
    routes.post("/admin/feedback/{id}/notes", Role.ACCOUNTS, this::note);
    routes.post("/admin/feedback/{id}/answer", Role.ACCOUNTS, this::answer);
    routes.post("/admin/feedback/{id}/close", Role.ACCOUNTS, this::close);
    routes.post("/admin/feedback/{id}/reopen", Role.ACCOUNTS, this::reopen);
  }

  private void queue(Context context) {
    SignedIn who = SignedIn.of(context);
    FeedbackQueueQueries.Filter filter = filter(context);
    Long article = filter.article();
    FeedbackQueueQueries.Page found = queries.page(who, filter);
    List<FeedbackQueueQueries.Listed> lines = found.lines();
    String here = address(filter);
    views.respondPrivately(
        context,
        "admin/feedback/queue",
        new FeedbackQueuePage(
            frame.desk(who, words.of("queue.heading"), paths.feedbackQueue(), null),
            paths.feedbackQueue(),
            Selection.of("show", filter.show(), options("show", FeedbackQueueQueries.Filter.SHOWN)),
            Selection.of(
                "whose",
                filter.whose(),
                Option.after(
                    words.of("manuscripts.any"),
                    options("whose", FeedbackQueueQueries.Filter.WHOSE))),
            Selection.of(
                "specialty",
                Objects.toString(filter.specialty(), ""),
                pages.specialties("manuscripts.any", filter.specialty(), "").options()),
            filter.words(),
            article == null ? "" : article.toString(),
            article == null ? null : queries.title(article).orElse(null),
            filter.narrows() || !filter.show().equals("open"),
            lines.stream().map(this::line).toList(),
            found.newer() ? here + "&after=" + lines.get(0).id() : null,
            found.older() ? here + "&before=" + lines.get(lines.size() - 1).id() : null));
  }

  private static FeedbackQueueQueries.Filter filter(Context context) {
    String show = Objects.requireNonNullElse(context.queryParam("show"), "");
    String whose = Objects.requireNonNullElse(context.queryParam("whose"), "");
    String typed = Objects.requireNonNullElse(context.queryParam("q"), "").strip();
    // An address that somebody kept from before there were two questions.
    boolean mine = show.equals("mine");
    return new FeedbackQueueQueries.Filter(
        mine ? "unclosed" : FeedbackQueueQueries.Filter.SHOWN.contains(show) ? show : "open",
        mine ? show : FeedbackQueueQueries.Filter.WHOSE.contains(whose) ? whose : "",
        number(context, "specialty"),
        typed.substring(0, Math.min(typed.length(), LONGEST_WORDS)),
        number(context, "article"),
        number(context, "before"),
        number(context, "after"));
  }

  private String address(FeedbackQueueQueries.Filter filter) {
    StringBuilder address = new StringBuilder(paths.feedbackQueue() + "?show=" + filter.show());
    if (!filter.whose().isEmpty()) {
      address.append("&whose=").append(filter.whose());
    }
    if (filter.specialty() != null) {
      address.append("&specialty=").append(filter.specialty());
    }
    if (!filter.words().isEmpty()) {
      address.append("&q=").append(Paths.encoded(filter.words()));
    }
    if (filter.article() != null) {
      address.append("&article=").append(filter.article());
    }
    return address.toString();
  }

  private List<Option> options(String question, List<String> answers) {
    return answers.stream()
        .map(each -> new Option(each, words.of("queue." + question + "." + each)))
        .toList();
  }

  private FeedbackQueuePage.Line line(FeedbackQueueQueries.Listed item) {
    return new FeedbackQueuePage.Line(
        paths.feedbackItem(item.id()),
        item.title(),
        item.lang(),
        words.of("queue.kind." + item.kind()),
        item.body(),
        look(item.state()),
        words.of("queue.state." + item.state()),
        item.wantsAnswer() && item.state().matches("open|assigned")
            ? words.of("queue.wantsAnswer")
            : null,
        item.assignedName(),
        Moment.of(item.createdAt(), frame.zone()));
  }

  private void show(Context context) {
    String notice = NOTICES.get(Objects.requireNonNullElse(context.queryParam("done"), ""));
    respond(context, Typed.NOTHING, List.of(), notice == null ? null : words.of(notice));
  }

  private void assign(Context context) {
    SignedIn who = SignedIn.of(context);
    FormParams params = FormParams.of(context);
    String to = params.line("to");
    Long account = ID.matcher(to).matches() ? Long.valueOf(to) : null;
    act(
        context,
        Typed.NOTHING,
        id -> {
          if (account == null && !to.isEmpty()) {
            throw new RefusedException("to", "queue.assign.unknown");
          }
          editor.assign(who, id, version(params), account);
          return account == null ? "given-back" : "assigned";
        });
  }

  private void note(Context context) {
    SignedIn who = SignedIn.of(context);
    String note = FormParams.of(context).text("note");
    act(
        context,
        new Typed(note, ""),
        id -> {
          checkLength("note", note, LONGEST_NOTE);
          editor.note(who, id, note);
          return "noted";
        });
  }

  private void answer(Context context) {
    SignedIn who = SignedIn.of(context);
    FormParams params = FormParams.of(context);
    String answer = params.text("answer");
    act(
        context,
        new Typed("", answer),
        id -> {
          checkLength("answer", answer, LONGEST_ANSWER);
          editor.answer(who, id, version(params), answer);
          return sent(who, id);
        });
  }

  /** After the answer stands: a mail server may take its time. */
  private String sent(SignedIn who, long id) {
    if (!mailer.isThere()) {
      return "kept";
    }
    FeedbackQueueQueries.Item item = queries.find(who, id).orElseThrow();
    if (!mailer.send(Objects.requireNonNull(item.email()), subject(item), letter(item))) {
      return "not-mailed";
    }
    editor.mailed(who, item);
    return "mailed";
  }

  private void close(Context context) {
    SignedIn who = SignedIn.of(context);
    FormParams params = FormParams.of(context);
    act(
        context,
        Typed.NOTHING,
        id -> {
          editor.close(who, id, version(params), params.line("outcome"));
          return "closed";
        });
  }

  private void reopen(Context context) {
    SignedIn who = SignedIn.of(context);
    FormParams params = FormParams.of(context);
    act(
        context,
        Typed.NOTHING,
        id -> {
          editor.reopen(who, id, version(params));
          return "reopened";
        });
  }

  /** Does it, or shows the item once more with what stands against it and what was typed. */
  private void act(Context context, Typed typed, Act act) {
    long id = ManuscriptRoutes.id(context, "id");
    try {
      String done = act.on(id);
      ManuscriptRoutes.seeOther(context, paths.feedbackItem(id) + "?done=" + done);
    } catch (RefusedException e) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      respond(
          context, typed, e.findings().stream().map(finding -> finding.said(words)).toList(), null);
    } catch (FeedbackMovedException e) {
      context.status(HttpStatus.CONFLICT);
      respond(context, typed, List.of(new FormError("state", words.of("queue.moved"))), null);
    } catch (NoSuchElementException e) {
      throw new NotFoundResponse();
    }
  }

  private void respond(
      Context context, Typed typed, List<FormError> errors, @Nullable String notice) {
    SignedIn who = SignedIn.of(context);
    FeedbackQueueQueries.Item item =
        queries.find(who, ManuscriptRoutes.id(context, "id")).orElseThrow(NotFoundResponse::new);
    views.respondPrivately(context, "admin/feedback/item", page(who, item, typed, errors, notice));
  }

  private FeedbackItemPage page(
      SignedIn who,
      FeedbackQueueQueries.Item item,
      Typed typed,
      List<FormError> errors,
      @Nullable String notice) {
    String here = paths.feedbackItem(item.id());
    boolean acts = item.isActedOnBy(who);
    boolean open = !item.isClosed();
    boolean mine = Objects.equals(item.assignedTo(), who.accountId());
    String answer = item.answer();
    String outcome = item.outcome();
    String closedName = item.closedName();
    Instant closedAt = item.closedAt();
    boolean takes = open && (mine || item.assignedTo() == null);
    return new FeedbackItemPage(
        frame.desk(
            who,
            words.of("queue.item.heading", words.of("queue.kind." + item.kind())),
            paths.feedbackQueue(),
            notice),
        List.of(new Link(paths.feedbackQueue(), words.of("queue.heading"))),
        errors,
        item.version(),
        item.title(),
        item.lang(),
        item.kind(),
        look(item.state()),
        item.assignedName() == null
            ? words.of("queue.state." + item.state())
            : words.of(
                "queue.state.of", words.of("queue.state." + item.state()), item.assignedName()),
        paragraphs(item.body()),
        Moment.of(item.createdAt(), frame.zone()),
        item.revisionNumber() == null
            ? words.of("queue.read.since", Moment.of(item.versionAt(), frame.zone()).text())
            : words.of("queue.read.version", item.revisionNumber()),
        item.changedSince() ? words.of("queue.changedSince") : null,
        links(item),
        acts ? item.email() : null,
        answered(item),
        answer == null ? List.of() : paragraphs(answer),
        acts && answer != null && item.mailedAt() == null && item.email() != null
            ? mailto(item)
            : null,
        outcome == null || closedAt == null
            ? null
            : words.of(
                "queue.closed." + outcome,
                String.valueOf(closedName),
                Moment.of(closedAt, frame.zone()).text()),
        queries.notes(item.id()).stream()
            .map(
                note ->
                    new FeedbackItemPage.NoteLine(
                        note.name(),
                        paragraphs(note.body()),
                        Moment.of(note.createdAt(), frame.zone())))
            .toList(),
        FormField.of("note", typed.note(), true, LONGEST_NOTE, errors),
        here + "/notes",
        takes ? here + "/assign" : null,
        takes ? words.of(mine ? "queue.giveBack" : "queue.take") : null,
        mine ? null : Long.toString(who.accountId()),
        open && FeedbackQueueQueries.seesAll(who) ? here + "/assign" : null,
        open && FeedbackQueueQueries.seesAll(who)
            ? new Selection(
                FormField.of(
                    "to",
                    Objects.toString(item.assignedTo(), ""),
                    FormField.Need.LATER,
                    null,
                    errors),
                Option.after(words.of("queue.nobody"), Option.of(queries.colleagues())))
            : null,
        open && acts && item.email() != null && answer == null ? here + "/answer" : null,
        FormField.of("answer", typed.answer(), true, LONGEST_ANSWER, errors),
        words.of(mailer.isThere() ? "queue.answer.mailed" : "queue.answer.byHand"),
        open && acts && item.email() != null && answer == null
            ? List.of()
            : paragraphs(typed.answer()),
        open && acts ? here + "/close" : null,
        !open && acts ? here + "/reopen" : null);
  }

  private List<Link> links(FeedbackQueueQueries.Item item) {
    List<Link> links = new ArrayList<>();
    Long manuscript = item.manuscriptId();
    if (manuscript != null) {
      links.add(new Link(paths.manuscript(manuscript), words.of("queue.link.form")));
      links.add(new Link(paths.review(manuscript), words.of("queue.link.review")));
      if (item.revisionNumber() != null) {
        links.add(
            new Link(
                paths.revision(manuscript, item.revisionNumber()), words.of("queue.link.version")));
      }
    }
    if (item.isPublic()) {
      links.add(new Link(paths.article(item.slug()), words.of("queue.link.public")));
    }
    links.add(new Link(paths.feedbackOn(item.articleId()), words.of("queue.link.others")));
    return links;
  }

  private @Nullable String answered(FeedbackQueueQueries.Item item) {
    Instant at = item.answeredAt();
    if (at == null) {
      return null;
    }
    return words.of(
        item.mailedAt() == null ? "queue.answered.kept" : "queue.answered.mailed",
        String.valueOf(item.answeredName()),
        Moment.of(at, frame.zone()).text());
  }

  private String subject(FeedbackQueueQueries.Item item) {
    return words.of("queue.mail.subject", item.title());
  }

  private String letter(FeedbackQueueQueries.Item item) {
    return words.of(
        "queue.mail.text",
        item.title(),
        paths.absolute(paths.article(item.slug())),
        item.body().lines().map(line -> "> " + line).collect(Collectors.joining("\n")),
        String.valueOf(item.answer()),
        frame.siteName());
  }

  private String mailto(FeedbackQueueQueries.Item item) {
    return "mailto:"
        + Paths.encoded(String.valueOf(item.email()))
        + "?subject="
        + Paths.encoded(subject(item))
        + "&body="
        + Paths.encoded(letter(item).replace("\n", "\r\n"));
  }

  /** The look that says the same of an answer. */
  private static String look(String state) {
    return switch (state) {
      case "assigned" -> "in_review";
      case "answered" -> "approved";
      case "closed" -> "draft";
      default -> "pending";
    };
  }

  private static List<String> paragraphs(String text) {
    return Arrays.stream(text.split("\\n+")).filter(each -> !each.isBlank()).toList();
  }

  private static void checkLength(String field, String text, int most) {
    if (text.length() > most) {
      throw new RefusedException(field, "finding.tooLong", most, text.length());
    }
  }

  private static @Nullable Long number(Context context, String name) {
    String number = context.queryParam(name);
    if (number == null || number.isEmpty()) {
      return null;
    }
    if (!ID.matcher(number).matches()) {
      throw new NotFoundResponse();
    }
    return Long.valueOf(number);
  }

  /** The version of the item that was looked at; 0, which none has, where the form does not say. */
  private static int version(FormParams params) {
    String version = params.line("version");
    return version.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(version) : 0;
  }

  private interface Act {
    /** Says what was done. */
    String on(long id);
  }

  /** What stands in the fields of a form that is shown once more. */
  private record Typed(String note, String answer) {
    static final Typed NOTHING = new Typed("", "");
  }
}
