package org.vivavoce.ingest;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the terms of an ontology in OBO format, 1.2 or 1.4, one after another; never more than one
 * is held. Of other stanzas nothing is read.
 */
final class OboReader {
  /** A line with those that continue it. */
  static final int LONGEST_LINE = 200_000;

  private static final int LONGEST_NAME = 500;
  private static final int LONGEST_DEFINITION = 10_000;
  private static final int LONGEST_ACCESSION = 200;
  private static final int MOST_OF_A_KIND = 2_000;
  private static final Pattern STANZA = Pattern.compile("\\[[A-Za-z]{1,100}\\]\\s*(?:!.*)?");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_-]{1,100}");
  private static final Set<String> SCOPES = Set.of("EXACT", "BROAD", "NARROW", "RELATED");

  /** How other ontologies and older files call the systems whose codes are of use here. */
  private static final Map<String, String> SYSTEMS =
      Map.ofEntries(
          Map.entry("UMLS_CUI", "umls"),
          Map.entry("UMLS", "umls"),
          Map.entry("ICD10CM", "icd10"),
          Map.entry("ICD10", "icd10"),
          Map.entry("ICD10WHO", "icd10"),
          Map.entry("ICD-10", "icd10"),
          Map.entry("MESH", "mesh"),
          Map.entry("MSH", "mesh"));

  private static final Map<String, Pattern> CODES =
      Map.of(
          "umls", Pattern.compile("C[0-9]{7}"),
          "icd10", Pattern.compile("[A-Z][0-9][0-9A-Z](\\.[0-9A-Z]{1,4})?"),
          "mesh", Pattern.compile("[CD][0-9]{6,9}"));

  /** Other ways than being the same in which MONDO's terms may refer to a code. */
  private static final Set<String> NOT_THE_SAME =
      Set.of(
          "MONDO:relatedTo",
          "MONDO:mondoIsNarrowerThanSource",
          "MONDO:mondoIsBroaderThanSource",
          "MONDO:narrowerThan",
          "MONDO:broaderThan",
          "MONDO:subClassOf",
          "MONDO:superClassOf",
          "MONDO:directSiblingOf",
          "MONDO:otherHierarchy",
          "MONDO:obsoleteEquivalent");

  private static final Pattern UNLIKE =
      Pattern.compile("skos:(?:broad|narrow|related)Match\\s+\"?([^\"\\s]+)\"?.*");

  private final BoundedLines lines;
  private final Deque<String> ahead = new ArrayDeque<>();
  private long number;
  private long beginning;
  private boolean begun;
  private String ontology = "";
  private String version = "";
  private String date = "";
  private boolean hasFormatVersion;

  OboReader(BoundedLines lines) {
    this.lines = lines;
  }

  /**
   * Reads up to the first stanza.
   *
   * @return whether this is a file of this format at all
   */
  boolean readHeader() throws IOException {
    for (String line = nextLine(); line != null; line = nextLine()) {
      if (isStanza(line)) {
        ahead.push(line);
        break;
      }
      int colon = line.indexOf(':');
      String tag = colon < 0 ? "" : line.substring(0, colon).strip();
      if (!TAG.matcher(tag).matches()) {
        return false;
      }
      String value = tidy(new OboValue(line.substring(colon + 1).strip(), tag).plain());
      switch (tag) {
        case "format-version" -> hasFormatVersion = true;
        case "ontology" -> ontology = value;
        case "data-version" -> version = value;
        case "date" -> date = value;
        default -> {}
      }
    }
    begun = true;
    return hasFormatVersion || !ahead.isEmpty();
  }

  /** As the file calls it; empty where it does not. */
  String ontology() {
    return ontology;
  }

  /** Of the ontology, or else its date; empty where neither is told. */
  String version() {
    return version.isEmpty() ? date : version;
  }

  /** How many lines have been read. */
  long lines() {
    return number;
  }

  /**
   * @return the next term, or null at the end of the file
   */
  @Nullable OboStanza next() throws IOException {
    if (!begun) {
      readHeader();
    }
    String line = nextLine();
    while (line != null && !line.startsWith("[Term]")) {
      line = nextLine();
    }
    return line == null ? null : term();
  }

  private OboStanza term() throws IOException {
    Parts parts = new Parts(beginning);
    for (String line = nextLine(); line != null; line = nextLine()) {
      if (isStanza(line)) {
        ahead.push(line);
        break;
      }
      parts.read(line, beginning);
    }
    return parts.finished();
  }

  /** The next line that says something, with those that continue it, or null at the end. */
  private @Nullable String nextLine() throws IOException {
    if (!ahead.isEmpty()) {
      return ahead.pop();
    }
    for (String line = lines.next(); line != null; line = lines.next()) {
      beginning = ++number;
      if (number == 1 && line.startsWith("\ufeff")) {
        line = line.substring(1);
      }
      String whole = continued(line).strip();
      if (!whole.isEmpty() && whole.charAt(0) != '!') {
        return whole;
      }
    }
    return null;
  }

  private String continued(String line) throws IOException {
    if (!goesOn(line)) {
      return line;
    }
    StringBuilder whole = new StringBuilder(line);
    while (goesOn(whole)) {
      whole.setLength(whole.length() - 1);
      String more = lines.next();
      if (more == null) {
        break;
      }
      number++;
      int room = LONGEST_LINE + 1 - whole.length();
      whole.append(more, 0, Math.max(0, Math.min(more.length(), room)));
    }
    return whole.toString();
  }

  /** Whether a line ends with a backslash that is not itself escaped. */
  private static boolean goesOn(CharSequence line) {
    int backslashes = 0;
    while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  private static boolean isStanza(String line) {
    return line.startsWith("[") && STANZA.matcher(line).matches();
  }

  /** On one line, without what no name has. */
  private static String tidy(String text) {
    return text.replaceAll("[\\s\\p{Cntrl}\\u00a0]+", " ").strip();
  }

  /** What has been read of one term. */
  private static final class Parts {
    private final long start;
    private long line;
    private String accession = "";
    private String name = "";
    private String definition = "";
    private boolean hasDefinition;
    private boolean obsolete;
    private final List<OboTerm.Synonym> synonyms = new ArrayList<>();
    private final Set<OboTerm.Code> codes = new LinkedHashSet<>();
    private final Set<String> unlike = new HashSet<>();
    private final Set<String> replacedBy = new LinkedHashSet<>();
    private @Nullable FieldException problem;

    Parts(long start) {
      this.start = start;
      this.line = start;
    }

    /** The first problem is told; of what follows only the accession is looked for. */
    void read(String text, long number) {
      try {
        take(text);
      } catch (FieldException e) {
        if (problem == null) {
          problem = e;
          line = number;
        }
      }
    }

    OboStanza finished() {
      if (problem == null && accession.isEmpty()) {
        problem = new FieldException("id", "is missing");
      }
      if (problem == null && !obsolete && name.isEmpty()) {
        problem = new FieldException("name", "is missing");
      }
      if (problem != null) {
        return new OboStanza(line, accession, null, "", problem);
      }
      if (obsolete) {
        return new OboStanza(start, accession, null, String.join(", ", replacedBy), null);
      }
      codes.removeIf(code -> unlike.contains(code.system() + code.code()));
      return new OboStanza(
          start, accession, new OboTerm(accession, name, definition, synonyms, codes), "", null);
    }

    private void take(String text) {
      int colon = text.indexOf(':');
      String tag = colon < 0 ? "" : text.substring(0, colon).strip();
      if (!TAG.matcher(tag).matches()) {
        throw new FieldException(
            "line", "is no tag with a value: '" + OboValue.Shown.of(text) + "'");
      }
      if (text.length() > LONGEST_LINE) {
        throw new FieldException(tag, "has more than " + LONGEST_LINE + " characters");
      }
      if (text.indexOf('\0') >= 0) {
        throw new FieldException(tag, "has a null character");
      }
      OboValue value = new OboValue(text.substring(colon + 1).strip(), tag);
      switch (tag) {
        case "id" -> accession = once(tag, accession, accession(tag, value));
        case "name" -> name = once(tag, name, bounded(tag, tidy(value.plain()), LONGEST_NAME));
        case "def" -> takeDefinition(value);
        case "synonym" -> takeSynonym(value, "");
        case "exact_synonym" -> takeSynonym(value, "EXACT");
        case "broad_synonym" -> takeSynonym(value, "BROAD");
        case "narrow_synonym" -> takeSynonym(value, "NARROW");
        case "related_synonym" -> takeSynonym(value, "RELATED");
        case "xref" -> takeCode(value);
        case "property_value" -> takeUnlike(text.substring(colon + 1).strip());
        case "alt_id" -> accession(tag, value);
        case "is_obsolete" -> obsolete = yesOrNo(tag, value);
        case "replaced_by" -> {
          String other = accession(tag, value);
          if (replacedBy.size() < 10) {
            replacedBy.add(other);
          }
        }
        default -> {}
      }
    }

    private static String accession(String tag, OboValue value) {
      String accession = bounded(tag, value.plain().strip(), LONGEST_ACCESSION);
      for (int at = 0; at < accession.length(); at++) {
        if (accession.charAt(at) <= ' ' || Character.isISOControl(accession.charAt(at))) {
          throw new FieldException(
              tag, "'" + OboValue.Shown.of(accession) + "' has a space or a control character");
        }
      }
      return accession;
    }

    private static boolean yesOrNo(String tag, OboValue value) {
      String said = value.plain();
      if (!said.equals("true") && !said.equals("false")) {
        throw new FieldException(tag, "is '" + OboValue.Shown.of(said) + "'; write true or false");
      }
      return said.equals("true");
    }

    private void takeDefinition(OboValue value) {
      if (hasDefinition) {
        throw new FieldException("def", "stands twice");
      }
      hasDefinition = true;
      String said = tidy(value.quoted());
      value.references();
      definition = said.isEmpty() ? "" : bounded("def", said, LONGEST_DEFINITION);
    }

    private void takeSynonym(OboValue value, String known) {
      String said = tidy(value.quoted());
      String scope = known.isEmpty() ? value.word() : known;
      String type = known.isEmpty() ? value.word() : "";
      // Files of version 1.0 and 1.2 may leave it out.
      scope = scope.isEmpty() ? "RELATED" : scope;
      if (!SCOPES.contains(scope)) {
        throw new FieldException(
            "synonym",
            "has the scope '"
                + OboValue.Shown.of(scope)
                + "'; write EXACT, BROAD, NARROW or RELATED");
      }
      value.references();
      synonyms.add(
          new OboTerm.Synonym(
              bounded("synonym", said, LONGEST_NAME),
              scope.toLowerCase(Locale.ROOT),
              tidy(type).length() > LONGEST_ACCESSION ? "" : tidy(type)));
      few("synonym", synonyms.size());
    }

    private void takeCode(OboValue value) {
      OboTerm.Code code = code(value.plain());
      if (code != null && value.modifiers("source").stream().noneMatch(NOT_THE_SAME::contains)) {
        codes.add(code);
        few("xref", codes.size());
      }
    }

    private void takeUnlike(String said) {
      Matcher match = UNLIKE.matcher(said);
      OboTerm.Code code = match.matches() ? code(match.group(1)) : null;
      if (code != null) {
        unlike.add(code.system() + code.code());
        few("property_value", unlike.size());
      }
    }

    /** Null where it is of no use here; a reference elsewhere is nobody's mistake. */
    private static OboTerm.@Nullable Code code(String said) {
      // Older files put a description behind it, in quotation marks.
      String reference = said.strip().split("[ \t\"]", 2)[0];
      int colon = reference.indexOf(':');
      String system =
          colon < 0 ? null : SYSTEMS.get(reference.substring(0, colon).toUpperCase(Locale.ROOT));
      if (system == null) {
        return null;
      }
      String code = reference.substring(colon + 1).strip();
      Pattern pattern = CODES.get(system);
      return pattern != null && pattern.matcher(code).matches()
          ? new OboTerm.Code(system, code)
          : null;
    }

    private static String once(String tag, String before, String now) {
      if (!before.isEmpty()) {
        throw new FieldException(tag, "stands twice");
      }
      return now;
    }

    private static String bounded(String tag, String text, int longest) {
      if (text.isEmpty()) {
        throw new FieldException(tag, "is empty");
      }
      if (text.length() > longest) {
        throw new FieldException(tag, "has more than " + longest + " characters");
      }
      return text;
    }

    private static void few(String tag, int count) {
      if (count > MOST_OF_A_KIND) {
        throw new FieldException(tag, "stands more than " + MOST_OF_A_KIND + " times");
      }
    }
  }
}
