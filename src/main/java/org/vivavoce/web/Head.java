package org.vivavoce.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a page tells the frame around it.
 *
 * @param title the whole text of {@code <title>}
 * @param description the text of the meta description
 * @param canonical absolute URL, or null on pages without one (errors)
 * @param robots for example "noindex", or null
 * @param lang BCP 47 tag of the page's content
 * @param section href of the navigation entry to which the page belongs, or null
 * @param query what stands in the search field, often empty
 * @param crumbs the way from home to this page, the page itself last
 * @param demo whether the page shows demonstration content
 * @param preview says of a page that is not public that it is none, and leads back to what it
 *     shows; null on public pages
 * @param previous href of the previous page of a listing, or null
 * @param next href of the next page of a listing, or null
 * @param type of Open Graph: "website", "article" or "profile"
 * @param image what stands for the page where somebody shares it
 * @param properties further ones of Open Graph
 * @param feeds where new answers of what the page shows are told of
 * @param structuredData JSON-LD, safe within a script element; null on pages without any
 */
public record Head(
    Site site,
    String title,
    String description,
    @Nullable String canonical,
    @Nullable String robots,
    String lang,
    @Nullable String section,
    String query,
    List<Link> crumbs,
    boolean demo,
    @Nullable Preview preview,
    @Nullable String previous,
    @Nullable String next,
    String type,
    ShareImage image,
    List<Property> properties,
    List<Feed> feeds,
    @Nullable Html structuredData) {
  public static final int IMAGE_WIDTH = 1200;
  public static final int IMAGE_HEIGHT = 630;

  public Head {
    crumbs = List.copyOf(crumbs);
    properties = List.copyOf(properties);
    feeds = List.copyOf(feeds);
  }

  /** The same page, with what it says put so that search engines understand it. */
  public Head telling(Html jsonLd) {
    return new Head(
        site,
        title,
        description,
        canonical,
        robots,
        lang,
        section,
        query,
        crumbs,
        demo,
        preview,
        previous,
        next,
        type,
        image,
        properties,
        feeds,
        jsonLd);
  }

  /**
   * A picture of {@value #IMAGE_WIDTH} to {@value #IMAGE_HEIGHT} pixels.
   *
   * @param url absolute
   * @param alternative what it shows, in words
   */
  public record ShareImage(String url, String alternative) {}

  /**
   * @param name for example {@code article:published_time}
   */
  public record Property(String name, String content) {}

  /**
   * @param type its media type
   */
  public record Feed(String href, String type, String title) {}

  /**
   * What a page shows that is not public.
   *
   * @param text which version of it
   * @param manuscript where it is written; null for those who may not go there
   */
  public record Preview(String text, @Nullable Link manuscript) {}
}
