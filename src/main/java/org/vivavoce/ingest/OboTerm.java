package org.vivavoce.ingest;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * A term of an ontology that is in force.
 *
 * @param definition empty where it has none
 * @param synonyms in the order of the file, each once
 * @param codes by system and code, each once
 */
record OboTerm(
    String accession, String name, String definition, List<Synonym> synonyms, List<Code> codes) {
  OboTerm {
    synonyms = synonyms.stream().distinct().toList();
    codes =
        codes.stream()
            .distinct()
            .sorted(Comparator.comparing(Code::system).thenComparing(Code::code))
            .toList();
  }

  OboTerm(
      String accession, String name, String definition, List<Synonym> synonyms, Set<Code> codes) {
    this(accession, name, definition, synonyms, List.copyOf(codes));
  }

  /** About how many characters it takes. */
  long weight() {
    return name.length()
        + definition.length()
        + synonyms.stream().mapToLong(synonym -> synonym.name().length() + 50).sum()
        + 30L * codes.size();
  }

  /**
   * @param scope exact, broad, narrow or related
   * @param type as the ontology calls it, or empty
   */
  record Synonym(String name, String scope, String type) {}

  /**
   * What the term is in another system.
   *
   * @param system icd10, mesh or umls
   */
  record Code(String system, String code) {}
}
