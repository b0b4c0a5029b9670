package org.vivavoce.auth;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vivavoce.auth.LinkEditor.Purpose;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormParams;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.Words;

/** {@code /admin/people}: who works here, and what they may do. */
final class PeopleRoutes {
  /** As the boxes stand. */
  private static final List<Role> ROLES =
      List.of(Role.AUTHOR, Role.EDITOR, Role.REVIEWER, Role.ADMINISTRATOR);

  /** What a person's page may have to say besides. */
  private static final Set<String> NOTES =
      Set.of("new-link", "link-undone", "second-factor-undone", "disable-undone", "enable-undone");

  private final AuthParts parts;
  private final Replies replies;
  private final Letters letters;
  private final boolean mails;

  /**
   * @param mails whether there is a mail server
   */
  PeopleRoutes(AuthParts parts, Replies replies, Letters letters, boolean mails) {
    this.parts = parts;
    this.replies = replies;
    this.letters = letters;
    this.mails = mails;
  }

  void addTo(RouteTable routes) {
    String people = replies.paths().people();
    routes.get(people, Role.ADMINISTRATOR, this::list);
    routes.get(people + "/new", Role.ADMINISTRATOR, this::askNew);
    routes.post(people + "/new", Role.ADMINISTRATOR, this::invite);
    routes.get(people + "/{id}", Role.ADMINISTRATOR, this::ask);
    routes.post(people + "/{id}", Role.ADMINISTRATOR, this::change);
    routes.post(people + "/{id}/link", Role.ADMINISTRATOR, this::makeLink);
    routes.post(
        people + "/{id}/second-factor/remove", Role.ADMINISTRATOR, this::removeSecondFactor);
    routes.post(people + "/{id}/disable", Role.ADMINISTRATOR, this::disable);
    routes.post(people + "/{id}/enable", Role.ADMINISTRATOR, this::enable);
  }

  private void list(Context context) {
    Words words = replies.words();
    replies.show(
        context,
        "auth/people",
        new PeoplePage(
            desk(context, words.of("people.heading")),
            replies.paths().people() + "/new",
            parts.accounts().all().stream().map(this::line).toList()));
  }

  private void askNew(Context context) {
    if (replies.asksProof(context, context.path())) {
      return;
    }
    show(context, null, PersonForm.empty(), null, List.of());
  }

  private void invite(Context context) {
    if (keepsForProof(context, null)) {
      return;
    }
    PersonForm form = PersonForm.of(FormParams.of(context));
    List<FormError> errors = form.faults(replies);
    if (!errors.isEmpty()) {
      refuse(context, null, form, errors);
      return;
    }
    Made made;
    try {
      made =
          parts
              .jdbi()
              .inTransaction(
                  handle -> {
                    long id =
                        parts
                            .editor()
                            .create(handle, form.profile(), AccessGuard.session(context).actor());
                    return new Made(
                        AccountQueries.find(handle, id).orElseThrow(),
                        Purpose.INVITATION,
                        parts.links().issue(handle, Purpose.INVITATION, id));
                  });
    } catch (AccountEditor.TakenException e) {
      refuse(context, null, form, List.of(taken(e)));
      return;
    } catch (AccountEditor.UnknownDoctorException e) {
      refuse(context, null, form, List.of(replies.error("doctor", "person.doctor.gone")));
      return;
    }
    handOver(context, made, "invited");
  }

  private void ask(Context context) {
    Account account = account(context);
    if (replies.asksProof(context, replies.paths().person(account.id()))) {
      return;
    }
    show(context, account, PersonForm.of(account), null, List.of());
  }

  private void change(Context context) {
    Account account = account(context);
    if (keepsForProof(context, account)) {
      return;
    }
    PersonForm form = PersonForm.of(FormParams.of(context));
    List<FormError> errors = form.faults(replies);
    if (!errors.isEmpty()) {
      refuse(context, account, form, errors);
      return;
    }
    boolean needsLink;
    try {
      needsLink =
          parts
              .jdbi()
              .inTransaction(
                  handle ->
                      parts
                          .editor()
                          .change(
                              handle,
                              account.id(),
                              form.version(),
                              form.profile(),
                              AccessGuard.session(context).actor()));
    } catch (AccountEditor.TakenException e) {
      refuse(context, account, form, List.of(taken(e)));
      return;
    } catch (AccountEditor.UnknownDoctorException e) {
      refuse(context, account, form, List.of(replies.error("doctor", "person.doctor.gone")));
      return;
    } catch (AccountEditor.LastAdministratorException e) {
      refuse(context, account, form, List.of(replies.error("roles", "person.last")));
      return;
    } catch (AccountEditor.ChangedException e) {
      context.status(HttpStatus.CONFLICT);
      show(context, e.current(), form.over(e.current()), differences(e.current(), form), List.of());
      return;
    }
    Replies.goTo(
        context,
        needsLink
            ? replies.paths().person(account.id()) + "?note=new-link"
            : Replies.done(replies.paths().people(), "saved"));
  }

  /** An invitation where they never took one up, else a link to set a new password. */
  private void makeLink(Context context) {
    Account account = account(context);
    if (asksProof(context, account, "link")) {
      return;
    }
    if (account.disabledAt() != null) {
      refuse(
          context,
          account,
          PersonForm.of(account),
          List.of(replies.error("link", "person.link.disabled")));
      return;
    }
    Purpose purpose = account.isTakenUp() ? Purpose.RESET : Purpose.INVITATION;
    String token =
        parts
            .jdbi()
            .inTransaction(
                handle -> {
                  parts
                      .audit()
                      .write(
                          handle,
                          AccessGuard.session(context).actor(),
                          purpose == Purpose.RESET ? "account.reset_link" : "account.invite_again",
                          Map.of("account", account.id()));
                  return parts.links().issue(handle, purpose, account.id());
                });
    handOver(context, new Made(account, purpose, token), "sent");
  }

  /**
   * For whoever lost what they prove themselves with. Not for oneself: who left a session open must
   * not lose more by it than the account page asks a password for.
   */
  private void removeSecondFactor(Context context) {
    Account account = account(context);
    String person = replies.paths().person(account.id());
    if (asksProof(context, account, "second-factor")) {
      return;
    }
    Session session = AccessGuard.session(context);
    if (account.id() == session.accountId()) {
      refuse(
          context,
          account,
          PersonForm.of(account),
          List.of(replies.error("second-factor", "person.second.own")));
      return;
    }
    parts
        .jdbi()
        .useTransaction(handle -> parts.editor().removeFactors(handle, account, session.actor()));
    letters.send(account.email(), account.name(), "second-factor-taken-away", session.name());
    Replies.goTo(context, Replies.done(person, "second-factor-taken-away"));
  }

  private void disable(Context context) {
    Account account = account(context);
    if (asksProof(context, account, "disable")) {
      return;
    }
    try {
      parts
          .jdbi()
          .useTransaction(
              handle ->
                  parts.editor().disable(handle, account, AccessGuard.session(context).actor()));
    } catch (AccountEditor.LastAdministratorException e) {
      refuse(
          context,
          account,
          PersonForm.of(account),
          List.of(replies.error("disable", "person.last")));
      return;
    }
    Replies.goTo(context, Replies.done(replies.paths().people(), "disabled"));
  }

  private void enable(Context context) {
    Account account = account(context);
    if (asksProof(context, account, "enable")) {
      return;
    }
    parts
        .jdbi()
        .useTransaction(
            handle -> parts.editor().enable(handle, account, AccessGuard.session(context).actor()));
    Replies.goTo(context, Replies.done(replies.paths().people(), "enabled"));
  }

  /** By mail where that works; else the administrator gets to see the link, this once. */
  private void handOver(Context context, Made made, String done) {
    Words words = replies.words();
    Paths paths = replies.paths();
    String url =
        paths.absolute(
            made.purpose() == Purpose.RESET
                ? paths.reset(made.token())
                : paths.invitation(made.token()));
    Account account = made.account();
    if (letters.send(account.email(), account.name(), made.purpose().text(), url)) {
      Replies.goTo(context, Replies.done(paths.people(), done));
      return;
    }
    replies.show(
        context,
        "auth/link-made",
        new LinkMadePage(
            desk(context, words.of("link-made.heading")),
            words.of("link-made." + made.purpose().text(), account.name(), account.email()),
            url,
            mails ? words.of("link-made.not-mailed", account.email()) : null,
            paths.people()));
  }

  private void refuse(
      Context context, @Nullable Account account, PersonForm form, List<FormError> errors) {
    context.status(HttpStatus.UNPROCESSABLE_CONTENT);
    show(context, account, form, null, errors);
  }

  /**
   * Gives back what was typed without proof, with nothing of what only proof shows: whoever wrote
   * for longer than that counts has lost nothing.
   *
   * @return whether there was none: nothing else is then to be done
   */
  private boolean keepsForProof(Context context, @Nullable Account account) {
    if (replies.isProvedLately(context)) {
      return false;
    }
    context.status(HttpStatus.UNPROCESSABLE_CONTENT);
    show(context, account, PersonForm.of(FormParams.of(context)), null, List.of());
    return true;
  }

  /** Sends whoever did not prove lately who they are to do so, and says then what is not done. */
  private boolean asksProof(Context context, Account account, String act) {
    return replies.asksProof(
        context, replies.paths().person(account.id()) + "?note=" + act + "-undone");
  }

  private void show(
      Context context,
      @Nullable Account account,
      PersonForm form,
      @Nullable List<PersonPage.Difference> conflict,
      List<FormError> errors) {
    boolean proved = replies.isProvedLately(context);
    Words words = replies.words();
    List<PersonPage.DoctorOption> doctors = new ArrayList<>();
    doctors.add(
        new PersonPage.DoctorOption("", words.of("person.doctor.none"), form.doctor().isEmpty()));
    for (AccountQueries.SpeakableDoctor doctor :
        parts.accounts().doctorsFor(account == null ? 0 : account.id())) {
      String value = Long.toString(doctor.id());
      doctors.add(new PersonPage.DoctorOption(value, doctor.name(), value.equals(form.doctor())));
    }
    Paths paths = replies.paths();
    replies.show(
        context,
        "auth/person",
        new PersonPage(
            desk(context, account == null ? words.of("person.new.heading") : account.name()),
            account == null ? paths.people() + "/new" : paths.person(account.id()),
            form.name(),
            form.email(),
            form.credentials(),
            ROLES.stream()
                .map(
                    role -> {
                      String name = Account.nameOf(role);
                      return new PersonPage.RoleBox(
                          name,
                          words.of("role." + name),
                          words.of("role." + name + ".hint"),
                          form.roles().contains(name));
                    })
                .toList(),
            doctors,
            account == null || !proved
                ? null
                : new PersonPage.Standing(
                    account.isTakenUp(),
                    account.disabledAt() != null,
                    factors(account),
                    hasFactors(account),
                    account.id() == AccessGuard.session(context).accountId()),
            account == null,
            form.version(),
            conflict,
            paths.people(),
            proved ? null : paths.prove(paths.people()),
            note(context),
            errors));
  }

  /** What stands, and what was typed, where that is not the same. */
  private List<PersonPage.Difference> differences(Account current, PersonForm typed) {
    PersonForm stands = PersonForm.of(current);
    Words words = replies.words();
    return Stream.of(
            new PersonPage.Difference(words.of("person.name"), stands.name(), typed.name()),
            new PersonPage.Difference(words.of("account.email"), stands.email(), typed.email()),
            new PersonPage.Difference(
                words.of("person.roles"), roles(stands.roles()), roles(typed.roles())),
            new PersonPage.Difference(
                words.of("person.credentials"), stands.credentials(), typed.credentials()),
            new PersonPage.Difference(
                words.of("person.doctor"), doctor(current, stands), doctor(current, typed)))
        .filter(difference -> !difference.one().equals(difference.other()))
        .toList();
  }

  /** In words, in the order of the boxes. */
  private String roles(List<String> names) {
    return ROLES.stream()
        .map(Account::nameOf)
        .filter(names::contains)
        .map(name -> replies.words().of("role." + name))
        .collect(Collectors.joining(", "));
  }

  private String doctor(Account account, PersonForm form) {
    return parts.accounts().doctorsFor(account.id()).stream()
        .filter(doctor -> Long.toString(doctor.id()).equals(form.doctor()))
        .map(AccountQueries.SpeakableDoctor::name)
        .findFirst()
        .orElseGet(() -> replies.words().of("person.doctor.none"));
  }

  /** What was not done, or is to be done next; anything else in the address says nothing. */
  private @Nullable String note(Context context) {
    String note = context.queryParam("note");
    return note != null && NOTES.contains(note) ? replies.words().of("person.note." + note) : null;
  }

  private PeoplePage.Line line(Account account) {
    Words words = replies.words();
    String state =
        account.disabledAt() != null ? "withdrawn" : account.isTakenUp() ? "approved" : "pending";
    return new PeoplePage.Line(
        replies.paths().person(account.id()),
        account.name(),
        account.email(),
        account.roles().stream()
            .map(role -> words.of("role." + role))
            .collect(Collectors.joining(", ")),
        account.doctorName(),
        hasFactors(account),
        state,
        words.of("people.state." + state));
  }

  private String factors(Account account) {
    Words words = replies.words();
    Instant since = account.secondFactorSince();
    return words.of(
        "person.second.standing",
        since == null
            ? words.of("person.second.off")
            : words.of("person.second.on", replies.moment(since)),
        words.of("person.second.passkeys", account.passkeys()));
  }

  private static boolean hasFactors(Account account) {
    return account.secondFactor() || account.passkeys() > 0;
  }

  private FormError taken(AccountEditor.TakenException taken) {
    return taken.isDoctor()
        ? replies.error("doctor", "person.doctor.taken")
        : replies.error("email", "person.email.taken");
  }

  private Account account(Context context) {
    return parts.accounts().find(replies.id(context)).orElseThrow(NotFoundResponse::new);
  }

  private Desk desk(Context context, String heading) {
    return replies.desk(context, heading, replies.paths().people());
  }

  private record Made(Account account, Purpose purpose, String token) {}
}
