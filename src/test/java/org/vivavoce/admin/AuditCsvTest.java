package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells of the log in a spreadsheet. */
class AuditCsvTest {
  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"})
  void noCellIsAFormula(String value) {
    assertEquals("\"'" + value + "\"", AuditCsv.cell(value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"plain|\"plain\"", "say \"so\"|\"say \"\"so\"\"\"", "a,b|\"a,b\"", "``|\"\""})
  void whatPartsCellsIsQuoted(String value, String cell) {
    assertEquals(cell, AuditCsv.cell(value));
  }
}
