package org.vivavoce.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way in which a line can be wrong, and what is said about it. */
class ImportedArticleTest {
  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ | line | not JSON",
        "[] | line | not a JSON object",
        "{} | id | missing",
        "{'id': '1', 'title': 'x', 'body': 'x', 'specialty': 'x'} | author.name | missing",
        "{'id': '1', 'title': 'x', 'body': 'x', 'author': {}, 'specialty': 'x'} | author.name | missing",
        "+ 'nonsense': 1 | nonsense | not a field",
        "+ 'title': 7 | title | string",
        "+ 'recordedOn': 'soon' | recordedOn | YYYY-MM-DD",
        "+ 'recordedOn': '2026-02-30' | recordedOn | YYYY-MM-DD",
        "+ 'recordedOn': '0001-01-01' | recordedOn | 1900 to 2200",
        "+ 'lang': 'klingon!' | lang | language tag",
        "+ 'slug': 'Not A Slug' | slug | not a slug",
        "+ 'aliases': ['ok', 'Not OK'] | aliases | not a slug",
        "+ 'aliases': 'x' | aliases | array",
        "+ 'status': 'withdrawn' | status | published or draft",
        "+ 'topics': ['x'] | topics | objects",
        "+ 'topics': [{}] | topics[0].name | missing",
        "+ 'topics': [{'name': 'x', 'codes': {'snomed': ['1']}}] | topics[0].codes.snomed | not a field",
        "+ 'sources': [{'title': 'x', 'url': 'javascript:alert(1)'}] | sources[0].url | http",
        "+ 'sources': [{'url': 'https://example.org'}] | sources[0].title | missing",
        "+ 'author': {'name': 'x', 'kind': 'robot'} | author.kind | person or organization",
        "+ 'careCard': {'level': 'soon', 'text': 'x'} | careCard.level | non-urgent, urgent or emergency",
        "+ 'careCard': {'level': 'urgent'} | careCard.text | missing",
        "+ 'durationSeconds': 0 | durationSeconds | from 1",
        "+ 'durationSeconds': 1.5 | durationSeconds | whole number",
        "+ 'reviewedOn': '2026-01-01' | reviewedOn | reviewedBy",
        "+ 'reviewedBy': {'name': 'Bo'} | reviewedBy | reviewedOn",
        "+ 'reviewedBy': {'name': 'ada example'}, 'reviewedOn': '2026-01-01' | reviewedBy.name | author",
        "+ 'reviewedBy': {'name': 'Bo'}, 'reviewedOn': '2026-01-01', 'reviewDueOn': '2025-01-01' | reviewDueOn | after",
        "+ 'reviewedBy': {'name': 'Bo'}, 'reviewedOn': '2026-01-01', 'recordedOn': '2026-02-01' | reviewedOn | before"
      })
  void saysWhichFieldAndWhy(String line, String field, String reason) throws Exception {
    String json = json(line);
    FieldException refused = assertThrows(FieldException.class, () -> parse(json));
    assertEquals(field, refused.field(), refused::getMessage);
    assertTrue(String.valueOf(refused.getMessage()).contains(reason), refused::getMessage);
  }

  @Test
  void tooLongIsSaidWithTheLimit() {
    FieldException refused =
        assertThrows(
            FieldException.class, () -> parse(Imports.line("1", "x".repeat(301), "Because.")));
    assertEquals("title", refused.field());
    assertTrue(String.valueOf(refused.getMessage()).contains("300"), refused::getMessage);
  }

  @Test
  void theSmallestLineIsEnough() {
    ImportedArticle article = parse(Imports.line("1", "Why?", "Because."));
    assertEquals("published", article.status());
    assertEquals("en", article.lang());
    assertEquals("person", article.author().kind());
  }

  private static ImportedArticle parse(String line) {
    return ImportedArticle.parse(ImportedArticle.fields(line));
  }

  private static String json(String line) throws JsonProcessingException {
    String plain = line.strip().replace('\'', '"');
    if (!plain.startsWith("+")) {
      return plain;
    }
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode whole = (ObjectNode) mapper.readTree(Imports.line("1", "Why?", "Because."));
    return whole.setAll((ObjectNode) mapper.readTree("{" + plain.substring(1) + "}")).toString();
  }
}
