package org.vivavoce.search;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.NotFoundResponse;
import java.time.Clock;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.ContentChange;
import org.vivavoce.content.Listing;
import org.vivavoce.content.Slug;
import org.vivavoce.db.ArticleLists;
import org.vivavoce.db.PublicCache;
import org.vivavoce.web.ClientAddress;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Head;
import org.vivavoce.web.Link;
import org.vivavoce.web.PageCache;
import org.vivavoce.web.Pager;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Requests;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** {@code /search?q=…&specialty=…&page=N}; with {@code exact=1} no word is taken for a slip. */
public final class SearchRoutes {
  private static final int LONGEST_QUERY = 200;
  private final SearchQueries queries;
  private final EmergencyQueries emergencies;
  private final Glance glance;
  private final SearchMissEditor misses;
  private final ClientAddress addresses;
  private final ArticleLists lists;
  private final Frame frame;
  private final Views views;

  /**
   * @param reads for what readers are shown
   * @param jdbi for what is kept of their searches
   */
  public SearchRoutes(
      Jdbi reads,
      Jdbi jdbi,
      PublicCache cache,
      ArticleLists lists,
      Clock clock,
      ClientAddress addresses,
      Frame frame,
      Views views) {
    this.addresses = addresses;
    this.lists = lists;
    this.misses = new SearchMissEditor(jdbi, clock);
    this.emergencies = new EmergencyQueries(reads, cache);
    this.glance = new Glance(reads, frame);
    this.queries = new SearchQueries(reads, cache);
    this.frame = frame;
    this.views = views;
  }

  public void addTo(RouteTable routes) {
    routes.typedPage("/search", this::search, "q", "specialty", "page", "exact");
  }

  private void search(Context context) {
    String text = Requests.text(context, "q", LONGEST_QUERY);
    String query = text == null ? "" : text;
    String asked = context.queryParam("specialty");
    String specialty = asked == null || !Slug.isValid(asked) ? null : asked;
    String specialtyName = specialty == null ? null : queries.specialtyName(specialty).orElse(null);
    if (specialtyName == null) {
      specialty = null;
    }
    int page = Requests.page(context);
    boolean asTyped = context.queryParam("exact") != null;
    SearchQueries.Found found =
        query.isEmpty()
            ? new SearchQueries.Found(List.of(), 0, false, false, List.of(), null)
            : queries.search(query, specialty, page, asTyped);
    boolean missed = !query.isEmpty() && (found.total() == 0 || found.broadened());
    // Narrowed to a specialty, it may be found elsewhere.
    if (missed && specialty == null && page == 1 && context.method().equals(HandlerType.GET)) {
      misses.count(query, ClientAddress.network(addresses.of(context)));
    }
    Glance.Results results = glance.of(found.matches());
    Listing<SearchResult> listing =
        new Listing<>(results.results(), page, SearchQueries.PAGE_SIZE, found.total());
    if (!listing.hasPage()) {
      throw new NotFoundResponse();
    }
    SearchPage shown = page(query, specialty, specialtyName, asTyped, found, listing, results);
    if (missed) {
      // Of each who finds nothing it is told.
      views.respondPrivately(context, "search/search", shown);
      return;
    }
    // Whatever is published anywhere may be found, too.
    PageCache.shows(context, ContentChange.LISTS);
    PageCache.shows(context, ContentChange.OVERVIEW);
    PageCache.showsAnswers(
        context, found.matches().stream().map(SearchQueries.Match::teaser).toList());
    views.respondTyped(context, "search/search", shown);
  }

  private SearchPage page(
      String query,
      @Nullable String specialty,
      @Nullable String specialtyName,
      boolean asTyped,
      SearchQueries.Found found,
      Listing<SearchResult> listing,
      Glance.Results results) {
    Paths paths = frame.paths();
    Words words = frame.words();
    String path = asTyped ? paths.searchAsTyped(query, specialty) : paths.search(query, specialty);
    Pager pager = frame.pager(listing, number -> paths.paged(path, number));
    String title =
        query.isEmpty()
            ? words.of("title.search", frame.siteName())
            : words.of("title.search.query", query, frame.siteName());
    Head head =
        frame
            .head(paths.search(), title, words.of("description.search", frame.siteName()))
            .showsDemo(lists.hasDemo())
            .robots("noindex")
            .query(query)
            .pager(pager)
            .named(words.of("crumb.search"));
    List<Link> filters =
        found.filters().stream()
            .map(
                each ->
                    new Link(
                        paths.search(query, each.slug()),
                        words.of("search.filter", each.name(), each.articleCount())))
            .toList();
    List<Link> topics =
        query.isEmpty()
            ? List.of()
            : queries.topicsNamed(query).stream()
                .map(each -> new Link(paths.topic(each.slug()), each.name()))
                .toList();
    List<Link> suggestions =
        List.of(
            new Link(paths.topics(), words.of("nav.topics")),
            new Link(paths.specialties(), words.of("nav.specialties")),
            new Link(paths.doctors(), words.of("nav.doctors")));
    return new SearchPage(
        head,
        query,
        found.total(),
        found.capped(),
        found.broadened() && found.total() > 0,
        found.total() > 0 ? found.repaired() : null,
        paths.searchAsTyped(query, specialty),
        filters,
        specialtyName,
        specialty,
        paths.search(query, null),
        glance.conditions(topics, results),
        listing.items(),
        pager,
        suggestions,
        EmergencyCard.of(emergencies.phrases().in(query), frame.site()));
  }
}
