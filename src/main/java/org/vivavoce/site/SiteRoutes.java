package org.vivavoce.site;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.vivavoce.content.ArticleTeaser;
import org.vivavoce.content.ContentChange;
import org.vivavoce.content.Specialty;
import org.vivavoce.content.Topic;
import org.vivavoce.db.ArticleLists;
import org.vivavoce.db.Directory;
import org.vivavoce.seo.StructuredData;
import org.vivavoce.web.ArticleCard;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Head;
import org.vivavoce.web.Link;
import org.vivavoce.web.PageCache;
import org.vivavoce.web.Paths;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** {@code /} and {@code /about/…}. */
public final class SiteRoutes {
  private static final int NEWEST_SHOWN = 6;
  private static final int TOPICS_SHOWN = 24;

  /** The pages of standing text: their addresses and where their words are. */
  private static final Map<String, String> ABOUT =
      Map.of(
          "who-we-are", "about.organisation",
          "editorial-policy", "about.policy",
          "privacy", "about.privacy",
          "accessibility", "about.accessibility");

  private final Directory directory;
  private final ArticleLists lists;
  private final Frame frame;
  private final Views views;
  private final StructuredData structuredData;

  public SiteRoutes(Directory directory, ArticleLists lists, Frame frame, Views views) {
    this.directory = directory;
    this.lists = lists;
    this.frame = frame;
    this.views = views;
    this.structuredData = new StructuredData(frame);
  }

  public void addTo(RouteTable routes) {
    routes.page("/", this::home);
    routes.page("/about/{name}", this::about);
  }

  private void home(Context context) {
    PageCache.shows(context, ContentChange.LISTS);
    PageCache.shows(context, ContentChange.OVERVIEW);
    List<Specialty> specialties = directory.specialties();
    List<Topic> topics = directory.topics();
    Paths paths = frame.paths();
    Words words = frame.words();
    Head head =
        frame
            .head(
                paths.home(),
                words.of("title.home", frame.siteName()),
                words.of("description.home", frame.siteName()))
            .showsDemo(lists.hasDemo())
            .atom(paths.home(), frame.siteName())
            .podcast(paths.home(), frame.siteName())
            .withoutCrumbs();
    List<ArticleTeaser> answers = lists.newest(NEWEST_SHOWN);
    PageCache.showsAnswers(context, answers);
    List<ArticleCard> newest = answers.stream().map(frame::card).toList();
    views.respond(
        context,
        "site/home",
        new HomePage(
            structuredData.home(head, words.of("home.heading"), newest),
            specialties.stream().mapToInt(Specialty::articleCount).sum(),
            directory.doctors().size(),
            topics.size(),
            paths.specialties(),
            paths.doctors(),
            paths.topics(),
            specialties.stream()
                .sorted(Comparator.comparingInt(Specialty::articleCount).reversed())
                .map(
                    each ->
                        new HomePage.SpecialtyTile(
                            paths.specialty(each.slug()),
                            each.name(),
                            each.description(),
                            each.articleCount()))
                .toList(),
            mostAnswered(topics).stream()
                .map(each -> new Link(paths.topic(each.slug()), each.name()))
                .toList(),
            newest));
  }

  /** The conditions with most answers, by name; of those with as many the first. */
  static List<Topic> mostAnswered(List<Topic> topics) {
    if (topics.size() <= TOPICS_SHOWN) {
      return topics;
    }
    int[] counts = topics.stream().mapToInt(Topic::articleCount).sorted().toArray();
    int fewest = counts[counts.length - TOPICS_SHOWN];
    int more = 0;
    while (more < TOPICS_SHOWN && counts[counts.length - 1 - more] > fewest) {
      more++;
    }
    int room = TOPICS_SHOWN - more;
    List<Topic> most = new ArrayList<>(TOPICS_SHOWN);
    for (Topic each : topics) {
      if (each.articleCount() > fewest || (each.articleCount() == fewest && room-- > 0)) {
        most.add(each);
      }
    }
    return most;
  }

  private void about(Context context) {
    String name = context.pathParam("name");
    String key = ABOUT.get(name);
    if (key == null) {
      throw new NotFoundResponse();
    }
    Words words = frame.words();
    String heading = said(key + ".heading");
    String lead = said(key + ".lead");
    List<AboutPage.Section> sections = new ArrayList<>();
    for (int section = 1; words.has(key + ".s" + section + ".heading"); section++) {
      String at = key + ".s" + section;
      List<String> paragraphs = new ArrayList<>();
      for (int paragraph = 1; words.has(at + ".p" + paragraph); paragraph++) {
        paragraphs.add(said(at + ".p" + paragraph));
      }
      sections.add(new AboutPage.Section(said(at + ".heading"), paragraphs));
    }
    Head head =
        frame
            .head(
                frame.paths().about(name), words.of("title.about", heading, frame.siteName()), lead)
            .named(heading);
    views.respond(
        context,
        "site/about",
        new AboutPage(structuredData.page(head, "AboutPage", heading), heading, lead, sections));
  }

  private String said(String key) {
    return frame
        .words()
        .of(key, frame.site().publisher(), frame.site().contactEmail(), frame.siteName());
  }
}
