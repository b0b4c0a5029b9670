package org.vivavoce.article;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Article;
import org.vivavoce.content.ArticleTeaser;
import org.vivavoce.content.CareLevel;
import org.vivavoce.content.CatalogueEntry;
import org.vivavoce.content.Cue;
import org.vivavoce.content.Doctor;
import org.vivavoce.content.Excerpt;
import org.vivavoce.content.Recording;
import org.vivavoce.content.Sentences;
import org.vivavoce.content.Source;
import org.vivavoce.feedback.FeedbackForm;
import org.vivavoce.media.SentenceTimes;
import org.vivavoce.seo.StructuredData;
import org.vivavoce.web.ArticleCard;
import org.vivavoce.web.Day;
import org.vivavoce.web.Duration;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Head;
import org.vivavoce.web.Link;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Portrait;
import org.vivavoce.web.Sound;
import org.vivavoce.web.Words;

/**
 * One question, one doctor's answer.
 *
 * @param lang BCP 47 tag of question and transcript
 * @param published the day in the publisher's time zone, or as its source says; null where it is
 *     not
 * @param reviewer "Dr Ada Example, MD", or null where nobody here reviewed it
 * @param reviewerHref the reviewer's profile, or null
 * @param sameQuestion what others answer to it, or null where nobody does
 * @param shareHref a mailto: link with the question and the canonical URL
 * @param overdue what readers are told where its review is overdue, or null
 * @param history what became of it since it was published, or null where nothing did
 * @param feedback where readers say what they think of it; null where it is not public
 */
public record ArticlePage(
    Head head,
    String lang,
    String title,
    Link doctor,
    Portrait portrait,
    boolean person,
    @Nullable String credentials,
    @Nullable String jobTitle,
    @Nullable String institution,
    Link specialty,
    @Nullable Duration duration,
    @Nullable Day recorded,
    @Nullable Day published,
    @Nullable Day edited,
    @Nullable Day reviewed,
    @Nullable Day reviewDue,
    @Nullable String overdue,
    @Nullable String reviewer,
    @Nullable String reviewerHref,
    @Nullable Player player,
    List<List<Sentence>> transcript,
    @Nullable Care care,
    List<SourceLine> sources,
    @Nullable String conflicts,
    List<Link> topics,
    @Nullable SameQuestion sameQuestion,
    List<ArticleCard> otherVoices,
    String canonical,
    String shareHref,
    @Nullable Link history,
    @Nullable FeedbackForm feedback) {
  /** So that what comes after it is still shown in a list of results. */
  private static final int EXCERPT_LENGTH = 110;

  private static final Pattern HOST =
      Pattern.compile("https?://(?:www\\.)?([^/:?#]+)", Pattern.CASE_INSENSITIVE);

  public ArticlePage {
    transcript = transcript.stream().map(List::copyOf).toList();
    sources = List.copyOf(sources);
    topics = List.copyOf(topics);
    otherVoices = List.copyOf(otherVoices);
  }

  /** Whether there is more than one to hear after another. */
  public boolean severalHeard() {
    return ArticleCard.moreAreHeard(otherVoices, player == null ? 1 : 0);
  }

  /**
   * @param told what its history tells of
   * @param others what else is answered to the same question
   * @param data what search engines are told
   */
  static ArticlePage of(
      Article article,
      ArticleQueries.Told told,
      List<SameQuestion.Row> others,
      Frame frame,
      StructuredData data) {
    return of(article, told, others, frame, data, null);
  }

  /** As it will look, for the newsroom alone. */
  public static ArticlePage preview(Article article, Frame frame, Head.Preview preview) {
    return of(article, ArticleQueries.Told.NOTHING, List.of(), frame, null, preview);
  }

  private static ArticlePage of(
      Article article,
      ArticleQueries.Told told,
      List<SameQuestion.Row> others,
      Frame frame,
      @Nullable StructuredData data,
      Head.@Nullable Preview preview) {
    ArticleTeaser teaser = article.teaser();
    Doctor doctor = article.doctor();
    Paths paths = frame.paths();
    Words words = frame.words();
    String path = paths.article(teaser.slug());
    String canonical = paths.absolute(path);
    Integer seconds = teaser.durationSeconds();
    LocalDate due = teaser.reviewDueOn();
    String reviewerSlug = article.reviewerSlug();
    Frame.HeadBuilder builder =
        frame
            .head(path, title(article, frame), description(article, words))
            .lang(teaser.lang())
            .section(paths.specialties())
            .isDemo(article.demo())
            .type("article")
            .image(path, words.of("share.image.article", teaser.title(), doctor.name()))
            .crumb(paths.specialties(), words.of("nav.specialties"))
            .crumb(paths.specialty(teaser.specialtySlug()), teaser.specialtyName());
    if (preview != null) {
      builder.preview(preview);
    }
    String modified = data == null ? null : data.modified(article);
    LocalDate edited = teaser.lastEdit().day(frame.zone());
    if (data != null) {
      builder
          .property("article:published_time", data.published(article))
          .property("article:author", paths.absolute(paths.doctor(doctor.slug())))
          .property("article:section", teaser.specialtyName());
      if (modified != null) {
        builder.property("article:modified_time", modified);
      }
    }
    Head head = builder.named(teaser.title());
    if (data != null) {
      head = data.article(head, article);
    }
    return new ArticlePage(
        head,
        teaser.lang(),
        teaser.title(),
        new Link(paths.doctor(doctor.slug()), doctor.name()),
        frame.portrait(doctor.name(), doctor.portrait()),
        doctor.person(),
        doctor.credentials(),
        doctor.title(),
        doctor.institution(),
        new Link(paths.specialty(teaser.specialtySlug()), teaser.specialtyName()),
        seconds == null ? null : words.duration(seconds),
        day(article.recordedOn(), words),
        preview == null
            ? words.day(
                Objects.requireNonNullElseGet(
                    article.catalogue().publishedOn(),
                    () -> LocalDate.ofInstant(teaser.publishedAt(), frame.zone())))
            : null,
        day(preview == null && modified == null ? null : edited, words),
        day(article.reviewedOn(), words),
        day(due, words),
        due != null && due.isBefore(frame.today())
            ? words.of("article.overdue", words.day(due).text())
            : null,
        article.reviewedOn() == null ? null : reviewer(article),
        reviewerSlug == null ? null : paths.doctor(reviewerSlug),
        player(article, frame),
        transcript(article, paths),
        care(article, frame),
        article.sources().stream().map(ArticlePage::sourceLine).toList(),
        article.conflicts(),
        article.topics().stream()
            .map(topic -> new Link(paths.topic(topic.slug()), topic.name()))
            .toList(),
        SameQuestion.of(others, doctor.person(), frame),
        article.otherVoices().stream().map(frame::card).toList(),
        canonical,
        "mailto:?subject="
            + Paths.encoded(words.of("share.subject", teaser.title()))
            + "&body="
            + Paths.encoded(words.of("share.body", teaser.title(), canonical)),
        history(told, paths.articleHistory(teaser.slug()), words),
        preview == null ? FeedbackForm.report(teaser.slug(), frame) : null);
  }

  /** Told apart from other answers to the same question, by other doctors or the same one. */
  private static String title(Article article, Frame frame) {
    CatalogueEntry entry = article.catalogue();
    String key =
        entry.alike() > 1
            ? "title.article.alike"
            : entry.sharedTitle() ? "title.article.shared" : "title.article";
    return frame
        .words()
        .of(
            key,
            article.teaser().title(),
            frame.siteName(),
            article.doctor().name(),
            entry.number(),
            entry.alike());
  }

  private static String description(Article article, Words words) {
    ArticleTeaser teaser = article.teaser();
    CatalogueEntry entry = article.catalogue();
    return words.of(
        entry.alike() > 1 ? "description.article.alike" : "description.article",
        Excerpt.of(teaser.excerpt(), EXCERPT_LENGTH),
        article.doctor().name(),
        teaser.specialtyName(),
        teaser.title(),
        entry.number(),
        entry.alike());
  }

  private static @Nullable Link history(ArticleQueries.Told told, String href, Words words) {
    if (told.changed()) {
      return new Link(href, words.of("article.history"));
    }
    return told.foundCorrect() ? new Link(href, words.of("article.history.reviewed")) : null;
  }

  private static @Nullable Day day(@Nullable LocalDate date, Words words) {
    return date == null ? null : words.day(date);
  }

  private static @Nullable String reviewer(Article article) {
    String credentials = article.reviewerCredentials();
    return credentials == null
        ? article.reviewerName()
        : article.reviewerName() + ", " + credentials;
  }

  private static @Nullable Player player(Article article, Frame frame) {
    Recording recording = article.recording();
    if (recording == null) {
      return null;
    }
    ArticleTeaser teaser = article.teaser();
    return new Player(
        Objects.requireNonNull(frame.sound(teaser)),
        recording.waveform().isEmpty() ? null : Waveform.path(recording.waveform()),
        Math.max(1, recording.durationMillis() / 1000),
        frame.words().size(recording.byteLength()),
        frame.paths().captions(teaser.slug()),
        frame.words().language(teaser.lang()),
        recording.synthetic(),
        recording.cuesEstimated());
  }

  /** The paragraphs as sentences, each with its time in the recording where there is one. */
  private static List<List<Sentence>> transcript(Article article, Paths paths) {
    Recording recording = article.recording();
    if (recording == null || recording.cues().isEmpty()) {
      return untimed(article);
    }
    Locale locale = Locale.forLanguageTag(article.teaser().lang());
    List<List<String>> paragraphs = Sentences.of(article.transcript(), locale);
    List<String> all = paragraphs.stream().flatMap(List::stream).toList();
    if (all.size() > recording.durationMillis()) {
      return untimed(article);
    }
    List<Cue> times = SentenceTimes.align(all, recording.cues(), recording.durationMillis());
    String audio = paths.media(recording.audio());
    List<List<Sentence>> transcript = new ArrayList<>();
    int next = 0;
    int before = -1;
    for (List<String> paragraph : paragraphs) {
      List<Sentence> sentences = new ArrayList<>();
      for (String text : paragraph) {
        // Tenths of a second are fine enough, and distinct, so that each is an anchor of its own.
        int tenths = Math.max(before + 1, times.get(next++).startMillis() / 100);
        before = tenths;
        String at = tenths % 10 == 0 ? "" + tenths / 10 : tenths / 10 + "." + tenths % 10;
        sentences.add(new Sentence(text, at, audio + "#t=" + at));
      }
      transcript.add(sentences);
    }
    return transcript;
  }

  private static List<List<Sentence>> untimed(Article article) {
    return paragraphs(article.transcript()).stream()
        .map(paragraph -> List.of(new Sentence(paragraph, null, null)))
        .toList();
  }

  /** What blank lines part. */
  private static List<String> paragraphs(String text) {
    if (text.indexOf('\n') < 0) {
      return text.isBlank() ? List.of() : List.of(text.strip());
    }
    List<String> paragraphs = new ArrayList<>();
    StringBuilder paragraph = new StringBuilder();
    // One character: no regular expression goes over the whole text.
    for (String line : text.split("\n")) {
      if (!line.isBlank()) {
        paragraph.append(paragraph.isEmpty() ? "" : "\n").append(line);
      } else if (!paragraph.isEmpty()) {
        paragraphs.add(paragraph.toString().strip());
        paragraph.setLength(0);
      }
    }
    if (!paragraph.isEmpty()) {
      paragraphs.add(paragraph.toString().strip());
    }
    return paragraphs;
  }

  private static @Nullable Care care(Article article, Frame frame) {
    CareLevel level = article.careLevel();
    if (level == null) {
      return null;
    }
    return new Care(
        level.code(),
        paragraphs(Objects.requireNonNull(article.careText())),
        level == CareLevel.EMERGENCY,
        level == CareLevel.EMERGENCY ? frame.site().emergencyNumber() : null);
  }

  private static SourceLine sourceLine(Source source) {
    String url = source.url();
    String host = null;
    if (url != null) {
      // What a source's publisher put into its address is theirs; one that is no URI is still
      // shown, without its host.
      Matcher matcher = HOST.matcher(url);
      host = matcher.lookingAt() ? matcher.group(1) : null;
    }
    return new SourceLine(source.title(), url, host);
  }

  /**
   * The voice answer.
   *
   * @param wave the path of its waveform, or null until that is known
   * @param seconds how long it is, rounded down
   * @param size of the file, in words
   * @param language in which it is spoken, in words
   * @param synthetic whether a machine speaks
   * @param estimated whether the times of its sentences were worked out
   */
  public record Player(
      Sound sound,
      @Nullable String wave,
      int seconds,
      String size,
      String captionsHref,
      String language,
      boolean synthetic,
      boolean estimated) {}

  /**
   * A sentence of the transcript; or a whole paragraph, where nothing is to be heard.
   *
   * @param at when it begins, in seconds from the recording's start, or null
   * @param href plays the recording from there, without a script too; or null
   */
  public record Sentence(String text, @Nullable String at, @Nullable String href) {}

  /**
   * What to do, and how soon.
   *
   * @param level "non-urgent", "urgent" or "emergency"
   * @param first whether it stands before the answer, since nobody should read on first
   * @param emergencyNumber to call, for an emergency only
   */
  public record Care(
      String level, List<String> paragraphs, boolean first, @Nullable String emergencyNumber) {
    public Care {
      paragraphs = List.copyOf(paragraphs);
    }
  }

  /**
   * A reference.
   *
   * @param href null where the source is not on the web
   * @param host the site, for the reader to judge, or null
   */
  public record SourceLine(String title, @Nullable String href, @Nullable String host) {}
}
