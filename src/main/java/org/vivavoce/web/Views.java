package org.vivavoce.web;

import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.messageresolver.AbstractMessageResolver;
import org.thymeleaf.standard.StandardDialect;

/**
 * Turns a page record into HTML, by the template of its name and the words of messages.properties.
 */
public final class Views {
  private static final String HTML = "text/html; charset=utf-8";

  /** Bytes of a page. */
  private static final int USUAL_LENGTH = 32_768;

  /** A larger page’s room is not held for the next one. */
  private static final int MOST_HELD = 4 * USUAL_LENGTH;

  private static final int MOST_WRITERS = 8;

  /** Those that nobody writes with now; about so many, and more are not held. */
  private final Queue<Utf8Writer> writers = new ConcurrentLinkedQueue<>();

  private final TemplateEngine engine;

  public Views(Words words) {
    this(words, true);
  }

  /**
   * @param worksOutIslands whether the engine is spared what can be worked out beforehand, and its
   *     interpreter what paths read
   */
  Views(Words words, boolean worksOutIslands) {
    RecordReader.install();
    PropertyPaths paths = new PropertyPaths();
    StandardDialect dialect = new StandardDialect();
    if (worksOutIslands) {
      dialect.setVariableExpressionEvaluator(paths);
    }
    TemplateTexts texts = new TemplateTexts(words);
    engine = new TemplateEngine();
    Islands islands = worksOutIslands ? new Islands(new IslandValues(words, paths), texts) : null;
    engine.setDialect(dialect);
    if (islands != null) {
      engine.addDialect(islands);
    }
    engine.setTemplateResolver(new FoldedTemplates(texts, islands));
    engine.setMessageResolvers(Set.of(new WordsResolver(words)));
  }

  /** Renders a page and answers with it, or with 304 where the reader holds it already. */
  public void respond(io.javalin.http.Context context, String template, Record page) {
    HttpCache.respond(context, HTML, render(template, page));
  }

  /**
   * Renders a page of {@link RouteTable#typedPage} that is the same for whoever types the same, and
   * is kept here; {@link #respondPrivately} where it is not to be.
   */
  public void respondTyped(io.javalin.http.Context context, String template, Record page) {
    byte[] html = render(template, page);
    if (!PageCache.take(context, HTML, html)) {
      sendPrivately(context, html);
    }
  }

  /**
   * Renders a page that nobody keeps, because its address holds what somebody typed: neither a
   * cache on the way nor the browser of a shared telephone.
   */
  public void respondPrivately(io.javalin.http.Context context, String template, Record page) {
    sendPrivately(context, render(template, page));
  }

  private static void sendPrivately(io.javalin.http.Context context, byte[] html) {
    HttpCache.noStore(context);
    context.contentType(HTML).result(html);
  }

  /**
   * A page in UTF-8.
   *
   * @param template for example {@code article/article}
   * @param page the one variable that the template sees
   */
  public byte[] render(String template, Record page) {
    Utf8Writer held = writers.poll();
    Utf8Writer writer = held == null ? new Utf8Writer(USUAL_LENGTH) : held;
    engine.process(template, new Context(Locale.UK, Map.of("page", page)), writer);
    byte[] html = writer.toByteArray();
    if (writer.capacity() <= MOST_HELD && writers.size() < MOST_WRITERS) {
      writer.clear();
      writers.add(writer);
    }
    return html;
  }

  private static final class WordsResolver extends AbstractMessageResolver {
    private final Words words;

    WordsResolver(Words words) {
      this.words = words;
    }

    @Override
    public String resolveMessage(
        ITemplateContext context, Class<?> origin, String key, Object[] parameters) {
      return words.of(key, parameters == null ? new Object[0] : parameters);
    }

    @Override
    public String createAbsentMessageRepresentation(
        ITemplateContext context, Class<?> origin, String key, Object[] parameters) {
      throw new IllegalArgumentException("no message '" + key + "' in messages.properties");
    }
  }
}
