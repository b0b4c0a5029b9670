package org.vivavoce.admin;

import java.util.List;

/**
 * What is wrong with a field, before it is put into words.
 *
 * @param key of the message
 */
record ManagedFault(String field, String key, List<Object> arguments) {
  ManagedFault {
    arguments = List.copyOf(arguments);
  }

  static ManagedFault of(String field, String key, Object... arguments) {
    return new ManagedFault(field, key, List.of(arguments));
  }
}
