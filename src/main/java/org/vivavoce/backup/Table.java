package org.vivavoce.backup;

import java.util.List;
import java.util.Set;

/**
 * A table as the catalogue has it.
 *
 * @param name of it
 * @param columns all that are written, in the table's own order; not what is generated
 * @param textColumns those of them that are compared as text
 * @param key the columns of its primary key, in order
 * @param identities columns that are numbered by a sequence
 * @param references what it points at
 */
record Table(
    String name,
    List<String> columns,
    Set<String> textColumns,
    List<String> key,
    List<String> identities,
    List<Reference> references) {

  Table {
    columns = List.copyOf(columns);
    textColumns = Set.copyOf(textColumns);
    key = List.copyOf(key);
    identities = List.copyOf(identities);
    references = List.copyOf(references);
  }

  /**
   * A foreign key.
   *
   * @param columns of the table that has it
   * @param target the table it points at
   * @param deferrable whether it is looked at when the transaction ends
   */
  record Reference(List<String> columns, String target, boolean deferrable) {
    Reference {
      columns = List.copyOf(columns);
    }
  }
}
