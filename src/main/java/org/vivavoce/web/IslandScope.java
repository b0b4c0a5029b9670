package org.vivavoce.web;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.context.IEngineContext;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.standard.expression.StandardExpressions;

/**
 * The variables that are seen at a place of an island: those of loops and fragments, then the
 * template's.
 *
 * @param outer what is seen around it; null where there is none
 * @param name of the innermost variable
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

  /** The same, and one more. */
  IslandScope with(String variable, @Nullable Object stands) {
    return new IslandScope(context, this, variable, stands);
  }

  /** Has the engine work out an expression, which sees all of them. */
  @Nullable Object engine(String expression) {
    if (outer == null || !(context instanceof IEngineContext engine)) {
      return executed(expression);
    }
    Map<String, Object> locals = new HashMap<>();
    putLocals(locals);
    engine.increaseLevel();
    try {
      engine.setVariables(locals);
      return executed(expression);
    } finally {
      engine.decreaseLevel();
    }
  }

  private @Nullable Object executed(String expression) {
    return StandardExpressions.getExpressionParser(context.getConfiguration())
        .parseExpression(context, "${" + expression + "}")
        .execute(context);
  }

  private void putLocals(Map<String, Object> variables) {
    if (outer != null) {
      outer.putLocals(variables);
      variables.put(name, value);
    }
  }
}
