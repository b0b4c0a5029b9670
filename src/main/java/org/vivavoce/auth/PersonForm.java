package org.vivavoce.auth;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormParams;
import org.vivavoce.web.Role;

/**
 * What an administrator types about somebody.
 *
 * @param roles the names of those that were ticked
 * @param doctor the id of the doctor as whom they speak, as it was sent; often empty
 * @param version which it was when the form was opened; empty for a new one
 */
record PersonForm(
    String name,
    String email,
    String credentials,
    List<String> roles,
    String doctor,
    String version) {
  private static final Pattern EMAIL = Pattern.compile("[^@\\s<>\"]+@[^@\\s<>\"]+");
  private static final Pattern ID = Pattern.compile("[0-9]{1,18}");
  private static final int LONGEST_EMAIL = 254;
  private static final int LONGEST_NAME = 200;

  PersonForm {
    roles = List.copyOf(roles);
  }

  static PersonForm empty() {
    return new PersonForm("", "", "", List.of(), "", "");
  }

  static PersonForm of(FormParams form) {
    return new PersonForm(
        form.line("name"),
        form.line("email"),
        form.line("credentials"),
        form.lines("roles"),
        form.line("doctor"),
        form.line("version"));
  }

  static PersonForm of(Account account) {
    String credentials = account.credentials();
    Long doctor = account.doctorId();
    return new PersonForm(
        account.name(),
        account.email(),
        credentials == null ? "" : credentials,
        account.roles(),
        doctor == null ? "" : doctor.toString(),
        account.version());
  }

  List<FormError> faults(Replies replies) {
    List<FormError> faults = new ArrayList<>(faultsOf(replies, name, email));
    if (credentials.length() > LONGEST_NAME) {
      faults.add(replies.error("credentials", "person.credentials.long"));
    }
    if (roleSet().isEmpty()) {
      faults.add(replies.error("roles", "person.roles.missing"));
    }
    return faults;
  }

  static List<FormError> faultsOf(Replies replies, String name, String email) {
    List<FormError> faults = new ArrayList<>();
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      faults.add(replies.error("name", "person.name.missing"));
    }
    if (!isEmail(email)) {
      faults.add(replies.error("email", "person.email.wrong"));
    }
    return faults;
  }

  static boolean isEmail(String email) {
    return email.length() <= LONGEST_EMAIL && EMAIL.matcher(email).matches();
  }

  AccountEditor.Profile profile() {
    return new AccountEditor.Profile(
        email, name, credentials.isEmpty() ? null : credentials, roleSet(), doctorId());
  }

  /** Of an account: what was typed, now that it is known how the account stands. */
  PersonForm over(Account current) {
    return new PersonForm(name, email, credentials, roles, doctor, current.version());
  }

  /** Those that there are; what else was sent is no role. */
  private Set<Role> roleSet() {
    Set<Role> set = EnumSet.noneOf(Role.class);
    for (Role role : Role.ACCOUNTS) {
      if (roles.contains(Account.nameOf(role))) {
        set.add(role);
      }
    }
    return set;
  }

  private @Nullable Long doctorId() {
    return ID.matcher(doctor).matches() ? Long.valueOf(doctor) : null;
  }
}
