package org.vivavoce.web;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.IEngineConfiguration;
import org.thymeleaf.templateresolver.StringTemplateResolver;
import org.thymeleaf.templateresource.ITemplateResource;
import org.thymeleaf.templateresource.StringTemplateResource;

/** Gives the engine templates in which what can be worked out beforehand is. */
final class FoldedTemplates extends StringTemplateResolver {
  private final TemplateTexts source;
  private final @Nullable Islands islands;

  /** By template: the engine asks for one anew for each of its fragments. */
  private final Map<String, String> texts = new ConcurrentHashMap<>();

  /**
   * @param islands that are put in place, too; null for none
   */
  FoldedTemplates(TemplateTexts source, @Nullable Islands islands) {
    this.source = source;
    this.islands = islands;
    setCacheable(true);
  }

  @Override
  protected ITemplateResource computeTemplateResource(
      IEngineConfiguration configuration,
      String ownerTemplate,
      String template,
      Map<String, Object> attributes) {
    return new StringTemplateResource(texts.computeIfAbsent(template, this::read));
  }

  private String read(String template) {
    String text = source.of(template);
    return islands == null ? text : islands.in(text);
  }
}
