package org.vivavoce.topic;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.util.List;
import java.util.Optional;
import org.vivavoce.content.ArticleTeaser;
import org.vivavoce.content.ContentChange;
import org.vivavoce.content.Listing;
import org.vivavoce.content.Topic;
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

/** {@code /topics}, from A to Z, and {@code /topics/{slug}}. */
public final class TopicRoutes {
  /** Up to so many stand on one page; more are shown letter by letter. */
  private static final int ON_ONE_PAGE = 300;

  private final TopicQueries queries;
  private final Directory directory;
  private final ArticleLists lists;
  private final Frame frame;
  private final Views views;
  private final StructuredData structuredData;

  public TopicRoutes(
      TopicQueries queries, Directory directory, ArticleLists lists, Frame frame, Views views) {
    this.queries = queries;
    this.directory = directory;
    this.lists = lists;
    this.frame = frame;
    this.views = views;
    this.structuredData = new StructuredData(frame);
  }

  public void addTo(RouteTable routes) {
    routes.page("/topics", this::topics, "letter");
    routes.page("/topics/{slug}", this::topic, "page");
  }

  private void topics(Context context) {
    PageCache.shows(context, ContentChange.LISTS);
    PageCache.shows(context, ContentChange.OVERVIEW);
    Paths paths = frame.paths();
    Words words = frame.words();
    List<Topic> all = directory.topics();
    String asked = context.queryParam("letter");
    boolean whole = all.size() <= ON_ONE_PAGE && asked == null;
    List<Link> letters =
        frame.letterLinks(
            all.stream().map(each -> Frame.letter(each.name())),
            letter -> whole ? "#" + letter : paths.topicsWith(letter));
    // Only of these is there more to say than the letter.
    String shown = whole ? null : asked != null ? asked : Frame.firstLetter(all, Topic::name);
    List<LetterGroup> listed =
        frame.letters(
            shown == null
                ? all
                : all.stream().filter(each -> Frame.letter(each.name()).equals(shown)).toList(),
            Topic::name,
            each ->
                new LetterGroup.Entry(
                    paths.topic(each.slug()),
                    each.name(),
                    words.of("list.count", each.articleCount())));
    if (asked != null && listed.isEmpty()) {
      throw new NotFoundResponse();
    }
    String path = asked == null ? paths.topics() : paths.topicsWith(asked);
    String title =
        asked == null
            ? words.of("title.topics", frame.siteName())
            : words.of("title.topics.letter", listed.get(0).letter(), frame.siteName());
    Frame.HeadBuilder builder =
        frame
            .head(path, title, words.of("description.topics", frame.siteName()))
            .section(paths.topics())
            .showsDemo(lists.hasDemo());
    if (asked != null) {
      builder.robots("noindex");
    }
    views.respond(
        context,
        "topic/topics",
        new TopicsPage(
            structuredData.letters(
                builder.named(words.of("nav.topics")), words.of("nav.topics"), listed),
            letters,
            listed));
  }

  private void topic(Context context) {
    PageCache.shows(context, ContentChange.LISTS);
    String slug = Requests.slug(context);
    int page = Requests.page(context);
    Optional<TopicQueries.Found> known = queries.find(slug);
    if (known.isEmpty()) {
      String current = queries.currentSlug(slug).orElseThrow(NotFoundResponse::new);
      RequestGuard.redirect(context, frame.paths().topic(current));
      return;
    }
    TopicQueries.Found found = known.get();
    PageCache.shows(context, ContentChange.topic(found.id()));
    Listing<ArticleTeaser> listing = lists.page(ArticleLists.Scope.TOPIC, found.id(), page);
    PageCache.showsAnswers(context, listing.items());
    if (!listing.hasPage()) {
      throw new NotFoundResponse();
    }
    Paths paths = frame.paths();
    Words words = frame.words();
    String path = paths.topic(slug);
    Pager pager = frame.pager(listing, number -> paths.paged(path, number));
    String title =
        page == 1
            ? words.of("title.topic", found.name(), frame.siteName())
            : words.of("title.topic.page", found.name(), page, frame.siteName());
    Head head =
        frame
            .head(
                paths.paged(path, page),
                title,
                words.of("description.topic", found.name(), listing.total()))
            .section(paths.topics())
            .isDemo(found.onlyDemo())
            .showsDemo(found.demo())
            .pager(pager)
            .image(path, words.of("share.image.list", found.name()))
            .atom(path, found.name())
            .podcast(path, found.name())
            .crumb(paths.topics(), words.of("nav.topics"))
            .named(found.name());
    List<ArticleCard> cards = listing.items().stream().map(frame::card).toList();
    views.respond(
        context,
        "topic/topic",
        new TopicPage(
            structuredData.topic(head, path, found.topic(), queries.codes(found.id()), cards),
            found.name(),
            found.definition(),
            found.synonyms(),
            listing.total(),
            cards,
            pager));
  }
}
