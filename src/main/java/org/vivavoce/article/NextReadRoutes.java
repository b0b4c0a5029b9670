package org.vivavoce.article;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vivavoce.related.ReadNextEditor;
import org.vivavoce.web.ClientAddress;
import org.vivavoce.web.Origins;

/**
 * Sees of a request for an answer that its reader comes straight from another, and counts the two.
 */
final class NextReadRoutes {
  private static final String ARTICLES = "/articles/";
  private static final Pattern SLUG = Pattern.compile("[a-z0-9-]{1,100}");

  private final ReadNextEditor editor;
  private final ClientAddress addresses;
  private final Origins origins;

  NextReadRoutes(ReadNextEditor editor, ClientAddress addresses, Origins origins) {
    this.editor = editor;
    this.addresses = addresses;
    this.origins = origins;
  }

  /**
   * To be called for each request for an answer that is there, also where what is answered was made
   * before.
   */
  void count(Context context) {
    String slug = context.pathParam("slug");
    String referer = context.header("Referer");
    if (referer == null || !context.method().equals(HandlerType.GET) || !isRead(context)) {
      return;
    }
    String from = from(referer, context.header("Host"));
    if (from != null && !from.equals(slug)) {
      editor.count(from, slug, ClientAddress.network(addresses.of(context)));
    }
  }

  /** Whether somebody looks at it, as far as the browser says, and does not only load it ahead. */
  private static boolean isRead(Context context) {
    String destination = Objects.requireNonNullElse(context.header("Sec-Fetch-Dest"), "document");
    // Of a page that was loaded ahead, the site's script says when it is looked at.
    return (destination.equals("document") || context.header("X-Looked-At") != null)
        && context.header("Sec-Purpose") == null
        && context.header("Purpose") == null
        && context.header("X-Moz") == null;
  }

  /** The answer from which somebody comes; null where they come from elsewhere. */
  private @Nullable String from(String referer, @Nullable String host) {
    int at = referer.indexOf(ARTICLES);
    if (at < 0 || !origins.isOurs(referer.substring(0, at), null, null, host)) {
      return null;
    }
    String slug = referer.substring(at + ARTICLES.length()).split("[?#]", 2)[0];
    return SLUG.matcher(slug).matches() ? slug : null;
  }
}
