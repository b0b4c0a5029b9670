package org.vivavoce.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Every URL that the portal prints is built here. */
public final class Paths {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  /** What stands between the name of a picture and its extension where the small one is meant. */
  public static final String SMALL = "-192";

  private static final String JPEG = ".jpg";

  private final String baseUrl;
  private final @Nullable String mediaOfPreview;
  private final @Nullable String captionsOfPreview;

  /**
   * @param baseUrl the canonical origin, without a trailing slash
   */
  public Paths(String baseUrl) {
    this(baseUrl, null, null);
  }

  private Paths(
      String baseUrl, @Nullable String mediaOfPreview, @Nullable String captionsOfPreview) {
    this.baseUrl = baseUrl;
    this.mediaOfPreview = mediaOfPreview;
    this.captionsOfPreview = captionsOfPreview;
  }

  /** The same, where media and captions are those of a manuscript, which only accounts may have. */
  public Paths previewing(long manuscript) {
    return new Paths(baseUrl, "/admin/media/", manuscript(manuscript) + "/captions.vtt");
  }

  /** The same for whoever was handed a link to one version. */
  public Paths sharing(String token) {
    String preview = sharedPreview(token);
    return new Paths(baseUrl, preview + "/media/", preview + "/captions.vtt");
  }

  public String absolute(String path) {
    return baseUrl + path;
  }

  public String home() {
    return "/";
  }

  public String article(String slug) {
    return "/articles/" + slug;
  }

  public String captions(String slug) {
    return captionsOfPreview == null ? article(slug) + "/captions.vtt" : captionsOfPreview;
  }

  public String specialties() {
    return "/specialties";
  }

  public String specialty(String slug) {
    return "/specialties/" + slug;
  }

  public String doctors() {
    return "/doctors";
  }

  /** The doctors whose names begin with one letter ("a" to "z"), or with none of them ("other"). */
  public String doctorsWith(String letter) {
    return "/doctors?letter=" + encoded(letter);
  }

  public String doctor(String slug) {
    return "/doctors/" + slug;
  }

  public String topics() {
    return "/topics";
  }

  /** The conditions that begin with one letter ("a" to "z"), or with none of them ("other"). */
  public String topicsWith(String letter) {
    return "/topics?letter=" + encoded(letter);
  }

  public String topic(String slug) {
    return "/topics/" + slug;
  }

  public String about(String name) {
    return "/about/" + name;
  }

  public String media(String name) {
    return (mediaOfPreview == null ? "/media/" : mediaOfPreview) + name;
  }

  /** The same picture, small; of what is not made smaller, the picture itself. */
  public String smallMedia(String name) {
    return mediaOfPreview == null && name.endsWith(JPEG)
        ? media(name.substring(0, name.length() - JPEG.length()) + SMALL + JPEG)
        : media(name);
  }

  public String search() {
    return "/search";
  }

  /** What somebody who is typing may mean; takes {@code q}. */
  public String suggestions() {
    return "/search/suggest";
  }

  /**
   * @param specialty the slug of the specialty to which results are narrowed, or null
   */
  public String search(String query, @Nullable String specialty) {
    return "/search?q=" + encoded(query) + (specialty == null ? "" : "&specialty=" + specialty);
  }

  /** The same, with no word taken for a slip. */
  public String searchAsTyped(String query, @Nullable String specialty) {
    return search(query, specialty) + "&exact=1";
  }

  /**
   * @param page counted from 1, which stands without a number
   */
  public String paged(String path, int page) {
    if (page == 1) {
      return path;
    }
    return path + (path.indexOf('?') < 0 ? "?" : "&") + "page=" + page;
  }

  public String newsroom() {
    return "/admin";
  }

  public String login() {
    return "/admin/login";
  }

  /**
   * @param next where to go once signed in: a path in the newsroom
   */
  public String login(String next) {
    return login() + (next.equals(newsroom()) ? "" : "?next=" + encoded(next));
  }

  /**
   * @param next as for {@link #login(String)}
   */
  public String loginCode(String next) {
    return "/admin/login/code" + (next.equals(newsroom()) ? "" : "?next=" + encoded(next));
  }

  public String setUp(String token) {
    return "/admin/set-up/" + token;
  }

  public String invitation(String token) {
    return "/admin/invitations/" + token;
  }

  public String reset(String token) {
    return "/admin/reset/" + token;
  }

  public String ownAccount() {
    return "/admin/account";
  }

  /** What a script asks whether somebody is signed in. */
  public String ownSession() {
    return "/admin/session";
  }

  public String ownPassword() {
    return "/admin/account/password";
  }

  public String ownSecondFactor() {
    return "/admin/account/second-factor";
  }

  public String ownRecoveryCodes() {
    return "/admin/account/recovery-codes";
  }

  /** Whether one wants the weekly letter about reviews. */
  public String ownDigest() {
    return "/admin/account/digest";
  }

  public String ownPasskeys() {
    return "/admin/account/passkeys";
  }

  /**
   * Where the password or a passkey is given once more, before a dangerous act.
   *
   * @param next where to go on: a path in the newsroom
   */
  public String prove(String next) {
    return "/admin/account/prove?next=" + encoded(next);
  }

  public String manuscripts() {
    return "/admin/articles";
  }

  public String manuscript(long id) {
    return "/admin/articles/" + id;
  }

  public String newManuscript() {
    return manuscripts() + "/new";
  }

  /** Where an answer is recorded that is not begun yet. */
  public String record() {
    return manuscripts() + "/record";
  }

  /** Where the recording of an answer is made, or made anew. */
  public String record(long manuscript) {
    return manuscript(manuscript) + "/record";
  }

  /** Where each sentence of an answer is given its time. */
  public String cues(long manuscript) {
    return manuscript(manuscript) + "/cues";
  }

  /** Where files are sent piece by piece. */
  public String uploads() {
    return "/admin/uploads";
  }

  /** Where a manuscript is made of a published answer that has none yet. */
  public String manuscriptFrom(long articleId) {
    return manuscripts() + "/from/" + articleId;
  }

  /**
   * What is written of a manuscript for those who read it: all of it, its changes, its comments.
   */
  public String review(long manuscript) {
    return manuscript(manuscript) + "/review";
  }

  /** What is to be reviewed again. */
  public String reviewsDue() {
    return "/admin/reviews";
  }

  /** Where what stands in public is read, and found still correct. */
  public String reviewDue(long articleId) {
    return reviewsDue() + "/" + articleId;
  }

  /** What editors said of answers to the same question. */
  public String voices() {
    return "/admin/voices";
  }

  /** What stands beside a public answer, and what editors decide of that. */
  public String voices(long articleId) {
    return voices() + "/" + articleId;
  }

  public String preview(long manuscript) {
    return manuscript(manuscript) + "/preview";
  }

  public String revisions(long manuscript) {
    return manuscript(manuscript) + "/revisions";
  }

  public String revision(long manuscript, int number) {
    return revisions(manuscript) + "/" + number;
  }

  /** A file of any revision. */
  public String manuscriptMedia(String name) {
    return "/admin/media/" + name;
  }

  public String redFlags() {
    return newsroom() + "/red-flags";
  }

  public String redFlag(long id) {
    return redFlags() + "/" + id;
  }

  public String emergencyPhrases() {
    return newsroom() + "/emergency-phrases";
  }

  public String emergencyPhrase(long id) {
    return emergencyPhrases() + "/" + id;
  }

  /**
   * One version of an answer, for somebody without an account.
   *
   * @param token that was handed over; secret
   */
  public String sharedPreview(String token) {
    return newsroom() + "/previews/" + token;
  }

  public String managedDoctors() {
    return "/admin/doctors";
  }

  public String managedSpecialties() {
    return "/admin/specialties";
  }

  public String managedTopics() {
    return "/admin/topics";
  }

  /**
   * @param list {@link #managedDoctors}, {@link #managedSpecialties} or {@link #managedTopics}
   */
  public String managed(String list, long id) {
    return list + "/" + id;
  }

  public String managedNew(String list) {
    return list + "/new";
  }

  public String managedMerge(String list, long id) {
    return managed(list, id) + "/merge";
  }

  public String managedDeletion(String list, long id) {
    return managed(list, id) + "/delete";
  }

  public String managedPortrait(long doctorId) {
    return managed(managedDoctors(), doctorId) + "/portrait";
  }

  public String managedPortraitRemoval(long doctorId) {
    return managedPortrait(doctorId) + "/remove";
  }

  /** What is to be done at set times. */
  public String schedule() {
    return "/admin/schedule";
  }

  public String scheduledJob(long id) {
    return schedule() + "/" + id;
  }

  public String people() {
    return "/admin/people";
  }

  public String person(long accountId) {
    return "/admin/people/" + accountId;
  }

  public String imports() {
    return "/admin/import";
  }

  public String importRun(long id) {
    return imports() + "/" + id;
  }

  /** Answers of which an import says something else than was written here. */
  public String importConflicts() {
    return imports() + "/conflicts";
  }

  public String importConflict(long id) {
    return importConflicts() + "/" + id;
  }

  public String export() {
    return "/admin/export";
  }

  public String exportFile() {
    return export() + "/answers";
  }

  public String audit() {
    return "/admin/audit";
  }

  public String operations() {
    return "/admin/operations";
  }

  public String auditExport() {
    return "/admin/audit.csv";
  }

  /** Where readers say whether an answer helped, and report what is wrong with it. */
  public String feedback(String slug) {
    return article(slug) + "/feedback";
  }

  /** What readers said of answers, for the newsroom. */
  public String feedbackQueue() {
    return "/admin/feedback";
  }

  /** The same of one answer. */
  public String feedbackOn(long articleId) {
    return feedbackQueue() + "?show=all&article=" + articleId;
  }

  public String feedbackItem(long id) {
    return feedbackQueue() + "/" + id;
  }

  public String articleHistory(String slug) {
    return article(slug) + "/history";
  }

  /**
   * The picture that stands for a page where somebody shares it.
   *
   * @param page the page's own path
   */
  public String shareImage(String page) {
    return within(page, "share.png");
  }

  /**
   * New answers as an Atom feed.
   *
   * @param page home, or the page of a specialty, condition or doctor
   */
  public String atom(String page) {
    return within(page, "feed.atom");
  }

  /**
   * New answers as a podcast.
   *
   * @param page home, or the page of a specialty, condition or doctor
   */
  public String podcast(String page) {
    return within(page, "podcast.xml");
  }

  /** The podcast's cover. */
  public String podcastArtwork(String page) {
    return within(page, "podcast.png");
  }

  private String within(String page, String name) {
    return (page.equals(home()) ? "" : page) + "/" + name;
  }

  public String sitemapIndex() {
    return "/sitemap.xml";
  }

  /**
   * @param number counted from 1
   */
  public String sitemap(String name, int number) {
    return "/sitemaps/" + name + "-" + number + ".xml";
  }

  /** Tells browsers how to search here. */
  public String openSearch() {
    return "/opensearch.xml";
  }

  /** Tells telephones how to put the portal among their programs. */
  public String manifest() {
    return "/manifest.webmanifest";
  }

  /** What shows search engines that the site is ours. */
  public String indexNowKey(String key) {
    return "/" + key + ".txt";
  }

  /** The published answers, for programs. */
  public String apiArticles() {
    return "/api/v1/articles";
  }

  public String apiArticle(String slug) {
    return apiArticles() + "/" + slug;
  }

  /** What programs may ask, and what they are answered. */
  public String openApi() {
    return "/api/v1/openapi.json";
  }

  /** Text as part of an address: as forms encode it, but for spaces, which are %20. */
  public static String encoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length() + text.length() / 2);
    for (byte each : text.getBytes(UTF_8)) {
      if (each >= 0 && isPlain((char) each)) {
        encoded.append((char) each);
      } else {
        encoded.append('%').append(HEX.toHighHexDigit(each)).append(HEX.toLowHexDigit(each));
      }
    }
    return encoded.toString();
  }

  private static boolean isPlain(char character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9')
        || "-_.*".indexOf(character) >= 0;
  }
}
