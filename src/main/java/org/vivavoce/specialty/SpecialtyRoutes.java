package org.vivavoce.specialty;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.util.List;
import java.util.Optional;
import org.vivavoce.content.ArticleTeaser;
import org.vivavoce.content.ContentChange;
import org.vivavoce.content.Listing;
import org.vivavoce.content.Specialty;
import org.vivavoce.db.ArticleLists;
import org.vivavoce.db.Directory;
import org.vivavoce.seo.StructuredData;
import org.vivavoce.web.ArticleCard;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Head;
import org.vivavoce.web.LetterGroup;
import org.vivavoce.web.Link;
import org.vivavoce.web.PageCache;
import org.vivavoce.web.Pager;
import org.vivavoce.web.Paths;
import org.vivavoce.web.RequestGuard;
import org.vivavoce.web.Requests;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** {@code /specialties} and {@code /specialties/{slug}}. */
public final class SpecialtyRoutes {
  private final SpecialtyQueries queries;
  private final Directory directory;
  private final ArticleLists lists;
  private final Frame frame;
  private final Views views;
  private final StructuredData structuredData;

  public SpecialtyRoutes(
      SpecialtyQueries queries, Directory directory, ArticleLists lists, Frame frame, Views views) {
    this.queries = queries;
    this.directory = directory;
    this.lists = lists;
    this.frame = frame;
    this.views = views;
    this.structuredData = new StructuredData(frame);
  }

  public void addTo(RouteTable routes) {
    routes.page("/specialties", this::specialties);
    routes.page("/specialties/{slug}", this::specialty, "page");
  }

  private void specialties(Context context) {
    PageCache.shows(context, ContentChange.LISTS);
    PageCache.shows(context, ContentChange.OVERVIEW);
    Paths paths = frame.paths();
    Words words = frame.words();
    List<LetterGroup> groups =
        frame.letters(
            directory.specialties(),
            Specialty::name,
            each ->
                new LetterGroup.Entry(
                    paths.specialty(each.slug()),
                    each.name(),
                    words.of("list.count", each.articleCount())));
    Head head =
        frame
            .head(
                paths.specialties(),
                words.of("title.specialties", frame.siteName()),
                words.of("description.specialties", frame.siteName()))
            .section(paths.specialties())
            .showsDemo(lists.hasDemo())
            .named(words.of("nav.specialties"));
    views.respond(
        context,
        "specialty/specialties",
        new SpecialtiesPage(
            structuredData.letters(head, words.of("nav.specialties"), groups), groups));
  }

  private void specialty(Context context) {
    PageCache.shows(context, ContentChange.LISTS);
    String slug = Requests.slug(context);
    int page = Requests.page(context);
    Optional<SpecialtyQueries.Found> known = queries.find(slug);
    if (known.isEmpty()) {
      String current = queries.currentSlug(slug).orElseThrow(NotFoundResponse::new);
      RequestGuard.redirect(context, frame.paths().specialty(current));
      return;
    }
    SpecialtyQueries.Found found = known.get();
    PageCache.shows(context, ContentChange.specialty(found.id()));
    Listing<ArticleTeaser> listing = lists.page(ArticleLists.Scope.SPECIALTY, found.id(), page);
    PageCache.showsAnswers(context, listing.items());
    if (!listing.hasPage()) {
      throw new NotFoundResponse();
    }
    Paths paths = frame.paths();
    Words words = frame.words();
    String path = paths.specialty(slug);
    Pager pager = frame.pager(listing, number -> paths.paged(path, number));
    String title =
        page == 1
            ? words.of("title.specialty", found.name(), frame.siteName())
            : words.of("title.specialty.page", found.name(), page, frame.siteName());
    List<SpecialtyQueries.Answerer> doctors = queries.doctors(found.id());
    Head head =
        frame
            .head(
                paths.paged(path, page),
                title,
                words.of("description.specialty", found.name(), listing.total()))
            .section(paths.specialties())
            .isDemo(found.demo())
            .showsDemo(doctors.stream().anyMatch(SpecialtyQueries.Answerer::demo))
            .pager(pager)
            .image(path, words.of("share.image.list", found.name()))
            .atom(path, found.name())
            .podcast(path, found.name())
            .crumb(paths.specialties(), words.of("nav.specialties"))
            .named(found.name());
    List<ArticleCard> cards = listing.items().stream().map(frame::card).toList();
    views.respond(
        context,
        "specialty/specialty",
        new SpecialtyPage(
            structuredData.specialty(head, found.name(), found.schemaOrg(), cards),
            found.name(),
            found.description(),
            listing.total(),
            doctors.stream().map(each -> new Link(paths.doctor(each.slug()), each.name())).toList(),
            cards,
            pager));
  }
}
