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
    @Nullable String next) {
  public Head {
    crumbs = List.copyOf(crumbs);
  }

  /**
   * What a page shows that is not public.
   *
   * @param text which version of it
   * @param manuscript where it is written; null for those who may not go there
   */
  public record Preview(String text, @Nullable Link manuscript) {}
}
