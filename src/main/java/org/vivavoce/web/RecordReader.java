package org.vivavoce.web;

import java.util.Map;
import java.util.function.Function;
import ognl.ObjectPropertyAccessor;
import ognl.OgnlException;
import ognl.OgnlRuntime;
import org.jspecify.annotations.Nullable;

/**
 * Reads the components of records for templates. Without it, OGNL looks for a getter, a field, and
 * then among all methods by name, anew for every expression of every page: it remembers getters
 * alone, and the accessors of records are none.
 */
final class RecordReader extends ObjectPropertyAccessor {
  private RecordReader() {}

  /** For all templates; OGNL keeps its accessors for the whole program. */
  static void install() {
    OgnlRuntime.setPropertyAccessor(Record.class, new RecordReader());
  }

  @Override
  @SuppressWarnings("rawtypes") // As OGNL declares it.
  public @Nullable Object getProperty(Map context, Object target, Object name)
      throws OgnlException {
    Function<Object, @Nullable Object> component =
        name instanceof String text ? PropertyPaths.component(target, text) : null;
    if (component == null) {
      return super.getProperty(context, target, name);
    }
    try {
      return component.apply(target);
    } catch (RuntimeException failure) {
      throw new OgnlException(
          "cannot read '" + name + "' of a " + target.getClass().getName(), failure);
    }
  }
}
