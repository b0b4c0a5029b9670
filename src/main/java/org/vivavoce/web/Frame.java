package org.vivavoce.web;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vivavoce.config.Config;
import org.vivavoce.content.ArticleTeaser;
import org.vivavoce.content.Listing;
import org.vivavoce.content.MediaType;
import org.vivavoce.content.RelatedArticle;
import org.vivavoce.content.RelatedReason;
import org.vivavoce.content.SafeHtml;

/** What pages are put together from: the frame around them, their cards, pagers, portraits. */
public final class Frame {
  /** As much of a title as search engines show, in characters. */
  private static final int LONGEST_TITLE = 70;

  private static final int TINTS = 8;

  /** Stands for what begins with no Latin letter; sorts after all of them. */
  private static final String LAST = "~";

  private static final List<String> LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZ".chars().mapToObj(Character::toString).toList();

  private static final String PAGE_LANGUAGE = "en";

  private final Config config;
  private final Paths paths;
  private final Words words;
  private final Clock clock;
  private final Site site;
  private final String deskStylesheet;
  private final String deskScript;
  private final String manuscriptScript;
  private final String recordScript;
  private final String cuesScript;
  private final String portraitScript;

  public Frame(Config config, Paths paths, Words words, Assets assets, Clock clock) {
    this.config = config;
    this.paths = paths;
    this.words = words;
    this.clock = clock;
    this.deskStylesheet = assets.href("css/admin.css");
    this.deskScript = assets.href("js/admin.js");
    this.manuscriptScript = assets.href("js/manuscript.js");
    this.recordScript = assets.href("js/record.js");
    this.cuesScript = assets.href("js/cues.js");
    this.portraitScript = assets.href("js/portrait.js");
    this.site =
        new Site(
            config.siteName(),
            config.publisher(),
            config.contactEmail(),
            config.emergencyNumber(),
            config.crisisLine(),
            paths.home(),
            paths.search(),
            assets.href("css/site.css"),
            assets.href("js/site.js"),
            paths.suggestions(),
            assets.href("img/icon.svg"),
            new Site.Icons(
                assets.href("img/icon-192.png"),
                assets.href("img/icon-512.png"),
                assets.href("img/icon-maskable-512.png"),
                assets.href("img/apple-touch-icon.png")),
            paths.openSearch(),
            paths.manifest(),
            List.of(
                new Link(paths.specialties(), words.of("nav.specialties")),
                new Link(paths.doctors(), words.of("nav.doctors")),
                new Link(paths.topics(), words.of("nav.topics"))),
            List.of(
                new Link(paths.about("who-we-are"), words.of("nav.about")),
                new Link(paths.about("editorial-policy"), words.of("nav.policy")),
                new Link(paths.about("privacy"), words.of("nav.privacy")),
                new Link(paths.about("accessibility"), words.of("nav.accessibility"))));
  }

  private Frame(Frame other, Paths paths) {
    this.config = other.config;
    this.paths = paths;
    this.words = other.words;
    this.clock = other.clock;
    this.site = other.site;
    this.deskStylesheet = other.deskStylesheet;
    this.deskScript = other.deskScript;
    this.manuscriptScript = other.manuscriptScript;
    this.recordScript = other.recordScript;
    this.cuesScript = other.cuesScript;
    this.portraitScript = other.portraitScript;
  }

  /** The frame of a page that shows how a manuscript will look. */
  public Frame previewing(long manuscript) {
    return new Frame(this, paths.previewing(manuscript));
  }

  /** The same for whoever was handed a link to it. */
  public Frame sharing(String token) {
    return new Frame(this, paths.sharing(token));
  }

  /** The module of the form for answers. */
  public String manuscriptScript() {
    return manuscriptScript;
  }

  /** The module that records. */
  public String recordScript() {
    return recordScript;
  }

  /** The module that times sentences by ear. */
  public String cuesScript() {
    return cuesScript;
  }

  /** The module of the form for portraits. */
  public String portraitScript() {
    return portraitScript;
  }

  public Paths paths() {
    return paths;
  }

  public Words words() {
    return words;
  }

  public Site site() {
    return site;
  }

  public Config config() {
    return config;
  }

  /** Today's date, in UTC. */
  public LocalDate today() {
    return LocalDate.now(clock.withZone(ZoneOffset.UTC));
  }

  /** In which the newsroom's times are printed, and meant. */
  public ZoneId zone() {
    return config.timeZone();
  }

  public String siteName() {
    return site.name();
  }

  /**
   * @param path of the page itself, for its canonical URL and its last crumb
   */
  public HeadBuilder head(String path, String title, String description) {
    return new HeadBuilder(path, shortened(title), description);
  }

  /** Without the site's name, which search engines show beside it, where it has no room. */
  private String shortened(String title) {
    String end = " | " + site.name();
    return title.length() > LONGEST_TITLE && title.endsWith(end)
        ? title.substring(0, title.length() - end.length())
        : title;
  }

  /**
   * The frame of a newsroom page.
   *
   * @param who null at the door
   * @param section href of the navigation entry to which the page belongs, or null
   * @param notice what has just been done, or null
   */
  public Desk desk(
      @Nullable SignedIn who, String heading, @Nullable String section, @Nullable String notice) {
    List<Link> navigation = new ArrayList<>();
    List<Link> management = new ArrayList<>();
    if (who != null) {
      navigation.add(new Link(paths.newsroom(), words.of("nav.today")));
      navigation.add(new Link(paths.manuscripts(), words.of("nav.articles")));
      navigation.add(new Link(paths.reviewsDue(), words.of("nav.reviews")));
      navigation.add(new Link(paths.schedule(), words.of("nav.schedule")));
      navigation.add(new Link(paths.feedbackQueue(), words.of("nav.feedback")));
      boolean manages = who.is(Role.EDITOR) || who.is(Role.ADMINISTRATOR);
      if (manages) {
        management.add(new Link(paths.managedDoctors(), words.of("nav.doctors.managed")));
        management.add(new Link(paths.managedSpecialties(), words.of("nav.specialties.managed")));
        management.add(new Link(paths.managedTopics(), words.of("nav.topics.managed")));
      }
      if (who.is(Role.EDITOR) || who.is(Role.REVIEWER)) {
        management.add(new Link(paths.redFlags(), words.of("nav.redFlags")));
      }
      if (manages) {
        management.add(new Link(paths.imports(), words.of("nav.imports")));
        management.add(new Link(paths.audit(), words.of("nav.audit")));
      }
      if (who.is(Role.ADMINISTRATOR)) {
        management.add(new Link(paths.people(), words.of("nav.people")));
        management.add(new Link(paths.operations(), words.of("nav.operations")));
      }
    }
    return new Desk(
        site,
        words.of("desk.title", heading, site.name()),
        heading,
        deskStylesheet,
        deskScript,
        who == null ? "" : who.csrfToken(),
        who == null ? "" : who.name(),
        navigation,
        management,
        section,
        notice);
  }

  public ArticleCard card(ArticleTeaser article) {
    return card(article, null, null, null);
  }

  public ArticleCard card(RelatedArticle related) {
    String reason =
        related.reason() == RelatedReason.SAME_TOPIC
            ? words.of("reason.SAME_TOPIC", Objects.requireNonNull(related.subject()))
            : words.of("reason." + related.reason(), related.article().specialtyName());
    return card(related.article(), reason, null, null);
  }

  public ArticleCard matchCard(ArticleTeaser article, SafeHtml match, @Nullable Heard heard) {
    return card(article, null, match, heard);
  }

  /**
   * A moment of an answer's recording; its page begins there.
   *
   * @param estimated whether the time was worked out
   */
  public Heard heard(String slug, int millis, boolean estimated) {
    // As the anchors of an answer's sentences have it.
    int tenths = millis / 100;
    String at = tenths % 10 == 0 ? "" + tenths / 10 : tenths / 10 + "." + tenths % 10;
    String clock = words.duration(millis / 1000).clock();
    return new Heard(
        paths.article(slug) + "#t=" + at,
        words.of(estimated ? "card.heard.about" : "card.heard"),
        clock,
        words.of(estimated ? "card.heard.listen.about" : "card.heard.listen", clock));
  }

  private ArticleCard card(
      ArticleTeaser article,
      @Nullable String reason,
      @Nullable SafeHtml match,
      @Nullable Heard heard) {
    Integer seconds = article.durationSeconds();
    LocalDate edited = article.lastEdit().day(zone());
    LocalDate due = article.reviewDueOn();
    return new ArticleCard(
        paths.article(article.slug()),
        article.title(),
        article.excerpt(),
        article.lang().equals(PAGE_LANGUAGE) ? null : article.lang(),
        new Link(paths.doctor(article.doctorSlug()), article.doctorName()),
        portrait(article.doctorName(), article.doctorPortrait()),
        new Link(paths.specialty(article.specialtySlug()), article.specialtyName()),
        seconds == null ? null : words.duration(seconds),
        sound(article),
        edited == null ? null : words.day(edited),
        due != null && due.isBefore(today()),
        reason,
        match,
        heard);
  }

  /** What plays an answer; null where no recording is stored with it. */
  public @Nullable Sound sound(ArticleTeaser article) {
    String audio = article.audio();
    String opus = article.audioOpus();
    return audio == null
        ? null
        : new Sound(
            article.title(),
            article.doctorName(),
            paths.media(audio),
            MediaType.of(audio),
            opus == null ? null : paths.media(opus));
  }

  /**
   * @param media the picture's name under /media, or null
   */
  public Portrait portrait(String name, @Nullable String media) {
    StringBuilder initials = new StringBuilder();
    String whole = name.strip();
    initials.appendCodePoint(whole.codePointAt(0));
    int last = whole.length() - 1;
    while (last >= 0 && !Character.isWhitespace(whole.charAt(last))) {
      last--;
    }
    if (last >= 0) {
      initials.appendCodePoint(whole.codePointAt(last + 1));
    }
    int tint = Math.floorMod(name.hashCode(), TINTS) + 1;
    return new Portrait(
        media == null ? null : paths.media(media),
        media == null ? null : paths.smallMedia(media),
        initials.toString().toUpperCase(Locale.ROOT),
        tint);
  }

  /**
   * @param href the page's URL for a page number
   */
  public Pager pager(Listing<?> listing, IntFunction<String> href) {
    int last = listing.pageCount();
    int page = listing.page();
    List<Pager.Step> steps = new ArrayList<>();
    int before = 0;
    for (int number = 1; number <= last; number = nextShown(number, page, last)) {
      steps.add(
          new Pager.Step(number, number == page ? null : href.apply(number), number > before + 1));
      before = number;
    }
    return new Pager(
        page,
        last,
        page > 1 ? href.apply(page - 1) : null,
        page < last ? href.apply(page + 1) : null,
        steps);
  }

  /** Sorts entries into the groups of an A–Z list; what begins with no Latin letter comes last. */
  public <T> List<LetterGroup> letters(
      List<T> items, Function<T, String> name, Function<T, LetterGroup.Entry> entry) {
    TreeMap<String, List<LetterGroup.Entry>> groups = new TreeMap<>();
    for (T item : items) {
      groups
          .computeIfAbsent(letterOf(name.apply(item)), letter -> new ArrayList<>())
          .add(entry.apply(item));
    }
    return groups.entrySet().stream()
        .map(
            group ->
                new LetterGroup(
                    group.getKey().equals(LAST) ? words.of("letters.other") : group.getKey(),
                    letterId(group.getKey()),
                    group.getValue()))
        .toList();
  }

  /** The letter under which a name stands in an A–Z list: "a" to "z", or "other". */
  public static String letter(String name) {
    return letterId(letterOf(name));
  }

  /** The letter with which an A–Z list of these begins; null where there are none. */
  public static <T> @Nullable String firstLetter(List<T> items, Function<T, String> name) {
    return items.stream()
        .map(each -> letterOf(name.apply(each)))
        .min(Comparator.naturalOrder())
        .map(Frame::letterId)
        .orElse(null);
  }

  private static String letterId(String letter) {
    return letter.equals(LAST) ? "other" : letter.toLowerCase(Locale.ROOT);
  }

  /** Links to the letters of an A–Z list, of which "other" comes last. */
  public List<Link> letterLinks(Stream<String> letters, UnaryOperator<String> href) {
    return letters
        .distinct()
        .sorted(
            Comparator.comparing((String letter) -> letter.length())
                .thenComparing(letter -> letter))
        .map(
            letter ->
                new Link(
                    href.apply(letter),
                    letter.equals("other")
                        ? words.of("letters.other")
                        : letter.toUpperCase(Locale.ROOT)))
        .toList();
  }

  private static String letterOf(String name) {
    String stripped = name.strip();
    char first = stripped.charAt(0);
    if (first > 127) {
      // Decomposed, so that accents do not count.
      first =
          java.text.Normalizer.normalize(stripped, java.text.Normalizer.Form.NFD)
              .toUpperCase(Locale.ROOT)
              .charAt(0);
    }
    int letter = Character.toUpperCase(first) - 'A';
    return letter >= 0 && letter < LETTERS.size() ? LETTERS.get(letter) : LAST;
  }

  private static int nextShown(int number, int page, int last) {
    int next = number + 1;
    if (next < page - 1 && number >= 1) {
      return Math.min(page - 1, last);
    }
    return next > page + 1 && next < last ? last : next;
  }

  /** Gathers what a page's head needs; what is not said is left out. */
  public final class HeadBuilder {
    private final String path;
    private final String title;
    private final String description;
    private final List<Link> crumbs = new ArrayList<>();
    private String lang = PAGE_LANGUAGE;
    private @Nullable String robots;
    private boolean canonical = true;
    private @Nullable String section;
    private String query = "";
    private boolean demo;
    private Head.@Nullable Preview preview;
    private @Nullable Pager pager;
    private String type = "website";
    private Head.@Nullable ShareImage image;
    private final List<Head.Property> properties = new ArrayList<>();
    private final List<Head.Feed> feeds = new ArrayList<>();

    private HeadBuilder(String path, String title, String description) {
      this.path = path;
      this.title = title;
      this.description = description;
    }

    public HeadBuilder lang(String tag) {
      lang = tag;
      return this;
    }

    public HeadBuilder robots(String directive) {
      robots = directive;
      return this;
    }

    public HeadBuilder withoutCanonical() {
      canonical = false;
      return this;
    }

    public HeadBuilder section(String href) {
      section = href;
      return this;
    }

    public HeadBuilder query(String text) {
      query = text;
      return this;
    }

    /** Whether demonstration content is among what the page shows; the page then says so. */
    public HeadBuilder showsDemo(boolean shown) {
      demo = shown;
      return this;
    }

    /**
     * Whether the page is demonstration content: it says so, and stays out of search engines except
     * on the evaluator's own machine.
     */
    public HeadBuilder isDemo(boolean is) {
      if (is && !config.isLoopback()) {
        robots = "noindex";
      }
      return showsDemo(is);
    }

    /** The page shows what is not public, or not yet. */
    public HeadBuilder preview(Head.Preview shown) {
      preview = shown;
      return robots("noindex, nofollow").withoutCanonical();
    }

    /** Of a list only its first page is for search engines: the others change with every answer. */
    public HeadBuilder pager(Pager shown) {
      pager = shown;
      if (shown.page() > 1) {
        robots = "noindex";
      }
      return this;
    }

    /**
     * What kind of thing the page is in Open Graph's words.
     *
     * @param kind "article" or "profile"
     */
    public HeadBuilder type(String kind) {
      type = kind;
      return this;
    }

    /**
     * A picture of its own, by which it is known where somebody shares it.
     *
     * @param page the path of the page whose picture it is
     * @param alternative what it shows, in words
     */
    public HeadBuilder image(String page, String alternative) {
      image = new Head.ShareImage(paths.absolute(paths.shareImage(page)), alternative);
      return this;
    }

    /** A further property of Open Graph. */
    public HeadBuilder property(String name, String content) {
      properties.add(new Head.Property(name, content));
      return this;
    }

    /** Where readers are told of new answers. */
    public HeadBuilder atom(String page, String name) {
      feeds.add(
          new Head.Feed(
              paths.absolute(paths.atom(page)),
              "application/atom+xml",
              words.of("feed.atom", name)));
      return this;
    }

    /** Where listeners are told of new answers. */
    public HeadBuilder podcast(String page, String name) {
      feeds.add(
          new Head.Feed(
              paths.absolute(paths.podcast(page)),
              "application/rss+xml",
              words.of("feed.podcast", name)));
      return this;
    }

    public HeadBuilder crumb(String href, String text) {
      crumbs.add(new Link(href, text));
      return this;
    }

    /**
     * @param last the name of the page itself, the end of its breadcrumb
     */
    public Head named(String last) {
      List<Link> way = new ArrayList<>();
      way.add(new Link(paths.home(), words.of("crumb.home")));
      way.addAll(crumbs);
      way.add(new Link(path, last));
      return build(way);
    }

    public Head withoutCrumbs() {
      return build(List.of());
    }

    private Head build(List<Link> way) {
      return new Head(
          site,
          preview == null ? title : words.of("preview.title", title),
          description,
          canonical ? paths.absolute(path) : null,
          robots,
          lang,
          section,
          query,
          way,
          demo,
          preview,
          pager == null ? null : pager.previous(),
          pager == null ? null : pager.next(),
          type,
          image == null
              ? new Head.ShareImage(
                  paths.absolute(paths.shareImage(paths.home())),
                  words.of("share.image.site", site.name()))
              : image,
          properties,
          feeds,
          null);
    }
  }
}
