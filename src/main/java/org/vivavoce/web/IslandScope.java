package org.vivavoce.web;

import org.jspecify.annotations.Nullable;
import org.thymeleaf.context.ITemplateContext;

/**
 * The variables that are seen at a place of an island: those of loops, then the template's.
 *
 * @param outer what is seen around the loop; null where there is none
 * @param name of the loop's variable
 */
record IslandScope(
    ITemplateContext context, @Nullable IslandScope outer, String name, @Nullable Object value)
    implements PropertyPaths.Variables {
  @Override
  public @Nullable Object of(String variable) {
    IslandScope at = this;
    while (at.outer != null) {
      if (at.name.equals(variable)) {
        return at.value;
      }
      at = at.outer;
    }
    return PropertyPaths.variable(context, variable);
  }
}
