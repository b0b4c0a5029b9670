package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Paths;

/** What the newsroom looks after besides answers: who gives them, and what they are filed under. */
@SuppressWarnings("ImmutableEnumChecker") // its lists are never changed
enum ManagedKind {
  DOCTOR(
      "doctor",
      List.of(
          Field.line("name", true, 200),
          Field.line("slug", false, 100),
          Field.choice("kind"),
          Field.line("title", false, 200),
          Field.line("credentials", false, 200),
          Field.line("institution", false, 300),
          Field.text("biography", 6, 5_000),
          Field.list("languages", 3, 35, "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"))),
  SPECIALTY(
      "specialty",
      List.of(
          Field.line("name", true, 200),
          Field.line("slug", false, 100),
          Field.text("description", 4, 5_000),
          Field.choice("schemaOrg"))),
  TOPIC(
      "topic",
      List.of(
          Field.line("name", true, 200),
          Field.line("slug", false, 100),
          Field.text("definition", 4, 5_000),
          Field.list("synonyms", 5, 200, ".+"),
          Field.list("icd10", 2, 50, "\\S+"),
          Field.list("mesh", 2, 50, "\\S+"),
          Field.list("umls", 2, 50, "\\S+")));

  private final String code;
  private final List<Field> fields;

  ManagedKind(String code, List<Field> fields) {
    this.code = code;
    this.fields = fields;
  }

  /** As the database, the log and the words name it. */
  String code() {
    return code;
  }

  List<Field> fields() {
    return fields;
  }

  /** Whether a merge keeps both texts of a field: the name that goes finds the one that stays. */
  boolean keepsBoth(String field) {
    return switch (field) {
      case "slug", "synonyms", "icd10", "mesh", "umls" -> true;
      case "name" -> this == TOPIC;
      default -> false;
    };
  }

  /** The address of the newsroom's list. */
  String list(Paths paths) {
    return switch (this) {
      case DOCTOR -> paths.managedDoctors();
      case SPECIALTY -> paths.managedSpecialties();
      case TOPIC -> paths.managedTopics();
    };
  }

  /** The address of a public page. */
  String page(Paths paths, String slug) {
    return switch (this) {
      case DOCTOR -> paths.doctor(slug);
      case SPECIALTY -> paths.specialty(slug);
      case TOPIC -> paths.topic(slug);
    };
  }

  enum Type {
    LINE,
    TEXT,
    /** One entry a line. */
    LIST,
    CHOICE
  }

  /**
   * One question of the form.
   *
   * @param longest of the value, or of each entry of a list, in UTF-16 units
   * @param pattern that each entry of a list must match, or null
   */
  record Field(
      String id, Type type, boolean required, int longest, int rows, @Nullable String pattern) {
    /** Whether no spelling checker knows it. */
    boolean isCode() {
      return id.equals("slug") || (type == Type.LIST && !id.equals("synonyms"));
    }

    private static Field line(String id, boolean required, int longest) {
      return new Field(id, Type.LINE, required, longest, 1, null);
    }

    private static Field text(String id, int rows, int longest) {
      return new Field(id, Type.TEXT, false, longest, rows, null);
    }

    private static Field list(String id, int rows, int longest, String pattern) {
      return new Field(id, Type.LIST, false, longest, rows, pattern);
    }

    private static Field choice(String id) {
      return new Field(id, Type.CHOICE, false, 100, 1, null);
    }
  }
}
