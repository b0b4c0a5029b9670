package org.vivavoce.admin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.vivavoce.content.Slug;
import org.vivavoce.web.FormParams;

/**
 * A doctor, specialty or condition as the form has it.
 *
 * @param values of the kind's fields, each as it stands in its input; lists have an entry a line
 * @param version which it was when the form was opened; empty for a new one
 */
record ManagedForm(ManagedKind kind, Map<String, String> values, String version) {
  private static final int MOST_ENTRIES = 300;

  /** Of what order says nothing. */
  private static final Set<String> SORTED = Set.of("synonyms", "icd10", "mesh", "umls");

  ManagedForm {
    Map<String, String> plain = new LinkedHashMap<>();
    for (ManagedKind.Field field : kind.fields()) {
      String value = values.getOrDefault(field.id(), "");
      plain.put(
          field.id(),
          field.type() == ManagedKind.Type.LIST
              ? String.join("\n", entries(field.id(), value))
              : value);
    }
    values = Collections.unmodifiableMap(plain);
  }

  /** As it was sent; an address that was left blank is made of the name. */
  static ManagedForm of(ManagedKind kind, FormParams params) {
    Map<String, String> values = new LinkedHashMap<>();
    for (ManagedKind.Field field : kind.fields()) {
      boolean lines =
          field.type() == ManagedKind.Type.TEXT || field.type() == ManagedKind.Type.LIST;
      values.put(field.id(), lines ? params.text(field.id()) : params.line(field.id()));
    }
    String name = values.getOrDefault("name", "");
    if (values.getOrDefault("slug", "").isEmpty() && !name.isEmpty()) {
      values.put("slug", Slug.of(name).value());
    }
    return new ManagedForm(kind, values, params.line("version"));
  }

  /**
   * A new one, about which nothing else is known yet.
   *
   * @param name what it is to be called, or empty
   */
  static ManagedForm blank(ManagedKind kind, String name) {
    return new ManagedForm(
        kind,
        kind == ManagedKind.DOCTOR ? Map.of("kind", "person", "name", name) : Map.of("name", name),
        "");
  }

  String value(String field) {
    return values.getOrDefault(field, "");
  }

  List<String> entries(String field) {
    return entries(field, value(field));
  }

  /** What can be told without the database. */
  List<ManagedFault> faults() {
    List<ManagedFault> faults = new ArrayList<>();
    for (ManagedKind.Field field : kind.fields()) {
      String value = value(field.id());
      if (field.required() && value.isBlank()) {
        faults.add(ManagedFault.of(field.id(), "managed.fault.missing." + field.id()));
      } else if (field.type() == ManagedKind.Type.LIST) {
        addListFaults(field, faults);
      } else if (value.length() > field.longest()) {
        faults.add(ManagedFault.of(field.id(), "managed.fault.long", field.longest()));
      }
    }
    String slug = value("slug");
    if (!slug.isEmpty() && !Slug.isValid(slug)) {
      faults.add(ManagedFault.of("slug", "managed.fault.slug"));
    }
    if (kind == ManagedKind.DOCTOR) {
      if (!Set.of("person", "organization").contains(value("kind"))) {
        faults.add(ManagedFault.of("kind", "managed.fault.kind"));
      } else if (value("kind").equals("organization") && !value("credentials").isEmpty()) {
        faults.add(ManagedFault.of("credentials", "managed.fault.credentials"));
      }
    }
    if (kind == ManagedKind.SPECIALTY && !value("schemaOrg").matches("([A-Z][A-Za-z]+)?")) {
      faults.add(ManagedFault.of("schemaOrg", "managed.fault.schemaOrg"));
    }
    return faults;
  }

  private void addListFaults(ManagedKind.Field field, List<ManagedFault> faults) {
    List<String> entries = entries(field.id());
    String pattern = field.pattern();
    if (entries.size() > MOST_ENTRIES) {
      faults.add(ManagedFault.of(field.id(), "managed.fault.many", MOST_ENTRIES));
    }
    for (String entry : entries) {
      if (entry.length() > field.longest()) {
        faults.add(ManagedFault.of(field.id(), "managed.fault.entry.long", field.longest()));
      } else if (pattern != null && !entry.matches(pattern)) {
        faults.add(ManagedFault.of(field.id(), "managed.fault.entry." + field.id(), entry));
      }
    }
  }

  private static List<String> entries(String field, String value) {
    Map<String, String> entries = new LinkedHashMap<>();
    for (String line : value.split("\n")) {
      String entry = line.replaceAll("\\s+", " ").strip();
      if (!entry.isEmpty()) {
        entries.putIfAbsent(
            field.equals("synonyms") ? entry.toLowerCase(Locale.ROOT) : entry, entry);
      }
    }
    List<String> kept = new ArrayList<>(new LinkedHashSet<>(entries.values()));
    if (SORTED.contains(field)) {
      kept.sort(
          Comparator.comparing((String entry) -> entry.toLowerCase(Locale.ROOT))
              .thenComparing(entry -> entry));
    }
    return Arrays.asList(kept.toArray(String[]::new));
  }
}
