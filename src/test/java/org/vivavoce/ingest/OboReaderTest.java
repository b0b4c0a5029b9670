package org.vivavoce.ingest;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The syntax of OBO 1.4, as ontologies use it. All of it is made up. */
class OboReaderTest {
  @Test
  void everythingOfATermIsRead() {
    OboTerm term =
        term(
            """
            id: MU:0001 ! a comment
            name: grumbling gullet {comment="by hand"} ! and another
            namespace: made_up
            alt_id: MU:0002
            def: "A gullet that \\"grumbles\\",\\nloudly {really} [sic] ! so." [url:http\\://example.org/a\\,b "A [page]", MU:x] {source="y"} ! z
            synonym: "rumbling gullet" EXACT []
            synonym: "Gullet noise" BROAD OMO:0003012 [MU:a, MU:b] {source="c"}
            synonym: "noise at night" NARROW []
            synonym: "noisy eater" RELATED layperson []
            synonym: "left out" []
            exact_synonym: "old spelling" []
            xref: UMLS_CUI:C0000001
            xref: UMLS:C0000002 {source="MONDO:equivalentTo", source="MU:3"}
            xref: ICD10CM:K99.1
            xref: MESH:D000001 "described"
            xref: MSH:C000000002
            xref: SNOMEDCT_US_2025_09_01:1
            xref: ICD10CM:A00-B99
            xref: UMLS:C0000003 {source="MONDO:relatedTo"}
            xref: ICD10:K99.2
            property_value: skos:broadMatch "ICD10:K99.2" xsd:string
            is_a: MU:0003 ! noise
            is_obsolete: false
            """);
    assertAll(
        () -> assertEquals("MU:0001", term.accession()),
        () -> assertEquals("grumbling gullet", term.name()),
        () ->
            assertEquals(
                "A gullet that \"grumbles\", loudly {really} [sic] ! so.", term.definition()),
        () ->
            assertEquals(
                List.of(
                    new OboTerm.Synonym("rumbling gullet", "exact", ""),
                    new OboTerm.Synonym("Gullet noise", "broad", "OMO:0003012"),
                    new OboTerm.Synonym("noise at night", "narrow", ""),
                    new OboTerm.Synonym("noisy eater", "related", "layperson"),
                    new OboTerm.Synonym("left out", "related", ""),
                    new OboTerm.Synonym("old spelling", "exact", "")),
                term.synonyms()),
        () ->
            assertEquals(
                List.of(
                    new OboTerm.Code("icd10", "K99.1"),
                    new OboTerm.Code("mesh", "C000000002"),
                    new OboTerm.Code("mesh", "D000001"),
                    new OboTerm.Code("umls", "C0000001"),
                    new OboTerm.Code("umls", "C0000002")),
                term.codes()));
  }

  @Test
  void theHeaderIsKeptAndOtherStanzasAreNot() throws IOException {
    OboReader reader =
        reader(
            """
            \ufeffformat-version: 1.4
            data-version: made-up/2026-01-01
            date: 01:01:2026 10:00
            ontology: mu
            remark: [Term] is not here

            [Typedef]
            id: part_of
            name: part of

            [Term] ! the only one
            id: MU:1
            name: one

            [Instance]
            id: MU:2
            broken line
            """);
    assertTrue(reader.readHeader());
    assertEquals("mu", reader.ontology());
    assertEquals("made-up/2026-01-01", reader.version());
    OboStanza only = reader.next();
    assertNotNull(only);
    assertEquals("MU:1", only.accession());
    assertNull(only.problem());
    assertNull(reader.next());
  }

  @Test
  void whatIsNoOboIsTold() throws IOException {
    assertFalse(reader("{\"id\": 1}\n").readHeader());
    assertFalse(reader("").readHeader());
    assertFalse(reader("<rdf:RDF>\n</rdf:RDF>").readHeader());
    assertFalse(reader("\0\1\2\3").readHeader());
  }

  @Test
  void escapesAndContinuedLinesAreRead() {
    OboTerm term =
        term(
            "id: MU:1\r\nname: braces \\{not=modifiers\\} and \\!\\\r\n  more \\\\\r\ndef: \"one \\\r\ntwo\" []\r\n");
    assertEquals("braces {not=modifiers} and ! more \\", term.name());
    assertEquals("one two", term.definition());
    assertEquals("wow! really", term("id: MU:1\nname: wow! really").name());
    assertEquals("a {b} c", term("id: MU:1\nname: a {b} c").name());
    assertEquals("a {b}", term("id: MU:1\nname: a {b}").name());
  }

  @Test
  void anObsoleteTermNeedsNoName() {
    OboStanza stanza =
        stanzas("[Term]\nid: MU:1\nis_obsolete: true\nreplaced_by: MU:2\nreplaced_by: MU:3\n")
            .get(0);
    assertNull(stanza.term());
    assertNull(stanza.problem());
    assertEquals("MU:2, MU:3", stanza.replacedBy());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "id: MU:1 | 1 | name | is missing",
        "name: one | 1 | id | is missing",
        "id: MU:1;name: a;name: b | 4 | name | stands twice",
        "id: MU:1;name: a;;this is nothing | 5 | line | is no tag with a value: 'this is nothing'",
        "id: MU:1;name: a;def: no quotes | 4 | def | has no text in quotation marks",
        "id: MU:1;name: a;def: \"open | 4 | def | has no closing \"",
        "id: MU:1;name: a;def: \"b\" [open | 4 | def | has no closing ]",
        "id: MU:1;name: a;def: \"b\" [] and on | 4 | def | goes on after its end: 'and on'",
        "id: MU:1;name: a;def: \"b\" [];def: \"c\" [] | 5 | def | stands twice",
        "id: MU:1;name: a;synonym: \"b\" ROUGHLY [] | 4 | synonym | has the scope 'ROUGHLY'; write EXACT, BROAD, NARROW or RELATED",
        "id: MU:1;name: a;synonym: \"\" EXACT [] | 4 | synonym | is empty",
        "id: MU:1;name: a;is_obsolete: perhaps | 4 | is_obsolete | is 'perhaps'; write true or false",
        "id: MU 1;name: a | 2 | id | 'MU 1' has a space or a control character",
      })
  void whatIsWrongIsToldWithItsLineAndField(String text, long line, String field, String reason) {
    OboStanza stanza = stanzas("[Term]\n" + text.replace(';', '\n').strip()).get(0);
    FieldException problem = stanza.problem();
    assertNotNull(problem);
    assertEquals(field + ": " + reason, problem.field() + ": " + problem.getMessage());
    assertEquals(line, stanza.line());
  }

  @Test
  void lengthsAreBounded() {
    String start = "[Term]\nid: MU:1\nname: a\n";
    assertEquals("name", problem("[Term]\nid: MU:1\nname: " + "x".repeat(501)));
    assertEquals("synonym", problem(start + "synonym: \"" + "x".repeat(501) + "\" EXACT []"));
    assertEquals("def", problem(start + "def: \"" + "x".repeat(10_001) + "\" []"));
    assertEquals("id", problem("[Term]\nid: " + "x".repeat(201) + "\nname: a"));
    assertEquals("comment", problem(start + "comment: " + "x".repeat(OboReader.LONGEST_LINE)));
    assertEquals(
        "comment", problem(start + "comment: " + ("x".repeat(1000) + "\\\n").repeat(300) + "x"));
    assertEquals("synonym", problem(start + "synonym: \"b\" EXACT []\n".repeat(2001)));
    assertEquals("name", problem("[Term]\nid: MU:1\nname: a\0b"));
  }

  @Test
  void nothingThatIsWrittenMakesItFail() {
    String whole =
        """
        format-version: 1.4
        [Term]
        id: MU:1 ! x
        name: a \\{b\\} {c="d", e=f}
        def: "g \\" h" [i:j "k"] {l="m"} ! n
        synonym: "o" EXACT P [q]
        xref: UMLS:C0000001 {source="MONDO:relatedTo"}
        [Typedef]
        id: r

        [Term]
        id: MU:2
        name: s\\
         t
        """;
    String signs = "\\\"[]{}!:=, \n\r\tE\0\u00e9";
    Random random = new Random(11);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder(whole);
      for (int change = random.nextInt(6); change >= 0; change--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, signs.charAt(random.nextInt(signs.length())));
          default -> text.setCharAt(at, signs.charAt(random.nextInt(signs.length())));
        }
      }
      for (OboStanza stanza : stanzas(text.toString())) {
        OboTerm term = stanza.term();
        assertTrue(term == null || stanza.problem() == null, text.toString());
        assertTrue(term == null || (!term.name().isBlank() && term.name().indexOf('\0') < 0));
      }
    }
  }

  private static String problem(String text) {
    FieldException problem = stanzas(text).get(0).problem();
    return problem == null ? "" : problem.field();
  }

  private static OboTerm term(String text) {
    OboStanza stanza = stanzas("[Term]\n" + text).get(0);
    assertNull(stanza.problem());
    OboTerm term = stanza.term();
    assertNotNull(term);
    return term;
  }

  private static List<OboStanza> stanzas(String text) {
    OboReader reader = reader(text);
    List<OboStanza> stanzas = new ArrayList<>();
    try {
      for (OboStanza each = reader.next(); each != null; each = reader.next()) {
        stanzas.add(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return stanzas;
  }

  private static OboReader reader(String text) {
    return new OboReader(
        new BoundedLines(new StringReader(text), OboReader.LONGEST_LINE, Long.MAX_VALUE));
  }
}
