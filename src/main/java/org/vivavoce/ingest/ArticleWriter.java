package org.vivavoce.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.RedFlags;
import org.vivavoce.content.Slug;
import org.vivavoce.media.AudioInspector;
import org.vivavoce.media.BadMediaException;
import org.vivavoce.media.RecordingEditor;
import org.vivavoce.publishing.Publication;
import org.vivavoce.publishing.Publisher;
import org.vivavoce.publishing.RedFlagGate;

/** Writes imported articles, batch by batch, telling the new from the changed and the unchanged. */
final class ArticleWriter {
  private final Handle handle;
  private final Publisher publisher;
  private final Set<String> taken = new HashSet<>();
  private Vocabulary vocabulary;
  private final boolean demo;
  private final Clock clock;
  private final RedFlags redFlags;
  private int created;
  private int updated;
  private int unchanged;
  private int conflicts;

  ArticleWriter(Handle handle, String actor, boolean demo, Clock clock) {
    this.handle = handle;
    this.publisher = new Publisher(handle, actor);
    this.vocabulary = new Vocabulary(handle, demo);
    this.demo = demo;
    this.clock = clock;
    this.redFlags = RedFlagGate.flags(handle);
  }

  /**
   * @return what happened to each, in the same order; one whose slug or alias leads elsewhere
   *     already is not written
   */
  List<Outcome> write(List<ImportedLine> lines) {
    List<ImportedArticle> batch = lines.stream().map(ImportedLine::article).toList();
    Map<String, Known> known = known(batch);
    Map<String, Long> owners = slugOwners(batch);
    List<Outcome> outcomes = new ArrayList<>(batch.size());
    List<Accepted> accepted = new ArrayList<>();
    Map<Long, Standing> standing = standing(lines, known, owners);
    for (ImportedLine line : lines) {
      ImportedArticle article = line.article();
      Known before = known.get(article.sourceId());
      Standing now = standing.get(articleOf(article, before, owners));
      if (isNoNews(line, before) || (now != null && now.isToldBy(line))) {
        unchanged++;
        outcomes.add(
            new Outcome(
                before != null ? before.slug() : Objects.requireNonNull(now).slug(),
                article.sourceId(),
                "unchanged",
                unanswered(article)));
        continue;
      }
      if (before != null && before.editedHere()) {
        conflicts++;
        outcomes.add(new Outcome(before.slug(), article.sourceId(), "conflict", List.of()));
        continue;
      }
      try {
        checkSlugs(article, before, owners);
        Taken voice = voice(line.voice());
        Slug slug = slugFor(article, before, owners);
        article.aliases().forEach(alias -> taken.add(alias.value()));
        accepted.add(new Accepted(line, before, slug, voice));
        outcomes.add(
            new Outcome(
                slug.value(),
                article.sourceId(),
                before == null ? "created" : "updated",
                unanswered(article)));
        created += before == null ? 1 : 0;
        updated += before == null ? 0 : 1;
      } catch (FieldException e) {
        outcomes.add(new Outcome("", article.sourceId(), "bad", List.of(), e));
      }
    }
    if (!accepted.isEmpty()) {
      publish(accepted, owners);
    }
    return outcomes;
  }

  private void publish(List<Accepted> accepted, Map<String, Long> owners) {
    vocabulary.prepare(
        accepted.stream().flatMap(each -> each.line().article().topics().stream()).toList());
    List<Publication> publications =
        accepted.stream().map(each -> publication(each, owners)).toList();
    remember(
        accepted.stream().map(Accepted::line).toList(),
        publisher.publish(publications, demo ? "article.seed" : "article.import"));
  }

  /** What was written is undone: nothing of it is relied upon, only addresses stay taken. */
  void forget() {
    vocabulary = new Vocabulary(handle, demo);
  }

  /** Whether a line says what it said before, or what somebody has decided about. */
  private static boolean isNoNews(ImportedLine line, @Nullable Known before) {
    if (before == null) {
      return false;
    }
    String hash = hash(line);
    return hash.equals(before.sourceHash()) || hash.equals(before.settledHash());
  }

  /**
   * The article that a line is about; one that no import brought is known by the id that {@link
   * Standing} gives it, and by its address.
   */
  private static @Nullable Long articleOf(
      ImportedArticle article, @Nullable Known before, Map<String, Long> owners) {
    if (before != null) {
      return before.articleId();
    }
    Slug slug = article.slug();
    Long owner = slug == null ? null : owners.get(slug.value());
    return owner != null && article.sourceId().endsWith(Standing.OWN_ID + owner) ? owner : null;
  }

  /** What stands in public already of the articles about which there is something new. */
  private Map<Long, Standing> standing(
      List<ImportedLine> lines, Map<String, Known> known, Map<String, Long> owners) {
    Set<Long> asked = new LinkedHashSet<>();
    for (ImportedLine line : lines) {
      Known before = known.get(line.article().sourceId());
      Long article = articleOf(line.article(), before, owners);
      if (article != null && !isNoNews(line, before)) {
        asked.add(article);
      }
    }
    return Standing.of(handle, asked);
  }

  int created() {
    return created;
  }

  int updated() {
    return updated;
  }

  int unchanged() {
    return unchanged;
  }

  int conflicts() {
    return conflicts;
  }

  /**
   * What the newsroom would not have let through; an import publishes what its source published.
   */
  private List<String> unanswered(ImportedArticle article) {
    return !article.status().equals("published")
            || RedFlagGate.hasCareCard(article.careLevel(), article.careText())
        ? List.of()
        : redFlags.in(article.title(), article.transcript());
  }

  private Publication publication(Accepted accepted, Map<String, Long> owners) {
    ImportedArticle article = accepted.line().article();
    Known before = accepted.before();
    Taken voice = accepted.voice();
    LocalDate day = article.recordedOn() != null ? article.recordedOn() : article.updatedOn();
    Instant now = clock.instant();
    Instant dated = day == null ? now : day.atStartOfDay(ZoneOffset.UTC).toInstant();
    boolean published = article.status().equals("published");
    List<Slug> aliases =
        article.aliases().stream().filter(alias -> !owners.containsKey(alias.value())).toList();
    return new Publication(
        before == null ? null : before.articleId(),
        accepted.slug(),
        aliases,
        article.lang(),
        article.status(),
        article.title(),
        article.transcript(),
        vocabulary.doctor(article.author()),
        vocabulary.specialty(article.specialty()),
        new ArrayList<>(
            new LinkedHashSet<>(article.topics().stream().map(vocabulary::topic).toList())),
        article.sources(),
        voice == null ? article.durationSeconds() : voice.seconds(),
        voice == null ? null : voice.voice(),
        article.recordedOn(),
        article.updatedOn(),
        article.reviewedOn(),
        article.reviewDueOn(),
        article.reviewerName(),
        article.reviewerCredentials(),
        article.reviewerName() == null ? null : vocabulary.knownPerson(article.reviewerName()),
        article.conflicts(),
        article.careLevel(),
        article.careText(),
        demo,
        published ? (dated.isAfter(now) ? now : dated) : null,
        null);
  }

  /** Takes a line's recording in, where it has one. */
  private @Nullable Taken voice(@Nullable ImportedVoice voice) {
    if (voice == null) {
      return null;
    }
    try {
      RecordingEditor.Taken taken = RecordingEditor.take(handle, voice.audio());
      int millis = taken.facts().durationMillis();
      voice.checkCaptions(millis);
      return new Taken(
          new Publication.Voice(taken.recordingId(), voice.captions(), voice.synthetic()),
          Math.max(1, Math.round(millis / 1000f)));
    } catch (BadMediaException e) {
      throw voice.unusable(e);
    }
  }

  /** Why a line's recording cannot be taken in, or null; nothing is written. */
  static @Nullable FieldException voiceProblem(ImportedLine line) {
    ImportedVoice voice = line.voice();
    if (voice == null) {
      return null;
    }
    try {
      voice.checkCaptions(AudioInspector.inspect(voice.audio()).durationMillis());
      return null;
    } catch (BadMediaException e) {
      return voice.unusable(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (FieldException e) {
      return e;
    }
  }

  /**
   * @throws FieldException where the slug or an alias that the line asks for cannot be had
   */
  private void checkSlugs(
      ImportedArticle article, @Nullable Known before, Map<String, Long> owners) {
    Slug slug = article.slug();
    if (slug != null && leadsElsewhere(slug, before, owners)) {
      throw new FieldException("slug", "'" + slug.value() + "' leads to another article already");
    }
    for (Slug alias : article.aliases()) {
      if (leadsElsewhere(alias, before, owners)) {
        throw new FieldException(
            "aliases", "'" + alias.value() + "' leads to another article already");
      }
    }
  }

  private boolean leadsElsewhere(Slug slug, @Nullable Known before, Map<String, Long> owners) {
    Long owner = owners.get(slug.value());
    return owner == null
        ? taken.contains(slug.value())
        : before == null || owner != before.articleId();
  }

  /** What is known of these articles from earlier imports, by source id. */
  private Map<String, Known> known(List<ImportedArticle> batch) {
    Map<String, Known> known = new HashMap<>();
    handle
        .createQuery(
            """
            select import.source_id, import.article_id, import.source_hash, import.settled_hash, import.edited_here,
                   article.slug
              from article_import import join article on article.id = import.article_id
             where import.source_id = any(:ids)
             order by import.source_id
               for update of import
            """)
        .bind("ids", batch.stream().map(ImportedArticle::sourceId).toArray(String[]::new))
        .mapTo(Known.class)
        .forEach(row -> known.put(row.sourceId(), row));
    return known;
  }

  /** Who owns the slugs that this batch would like to have. */
  private Map<String, Long> slugOwners(List<ImportedArticle> batch) {
    Set<String> wanted = new HashSet<>();
    for (ImportedArticle article : batch) {
      wanted.add(wantedSlug(article).value());
      article.aliases().forEach(alias -> wanted.add(alias.value()));
    }
    Map<String, Long> owners = new HashMap<>();
    handle
        .createQuery("select slug, article_id from article_slug where slug = any(:slugs)")
        .bind("slugs", wanted.toArray(String[]::new))
        .mapTo(SlugOwner.class)
        .forEach(row -> owners.put(row.slug(), row.articleId()));
    return owners;
  }

  private Slug slugFor(ImportedArticle article, @Nullable Known before, Map<String, Long> owners) {
    if (before != null && article.slug() == null) {
      return new Slug(before.slug());
    }
    Slug wanted = wantedSlug(article);
    Slug slug = wanted;
    Long owner = owners.get(slug.value());
    boolean own = before != null && owner != null && owner == before.articleId();
    for (int number = 2; !own && (owner != null || !taken.add(slug.value())); number++) {
      slug = wanted.numbered(number);
      owner = owner(slug);
      own = before != null && owner != null && owner == before.articleId();
    }
    return slug;
  }

  private @Nullable Long owner(Slug slug) {
    return handle
        .createQuery("select article_id from article_slug where slug = :slug")
        .bind("slug", slug.value())
        .mapTo(Long.class)
        .findOne()
        .orElse(null);
  }

  private static Slug wantedSlug(ImportedArticle article) {
    Slug slug = article.slug();
    return slug == null ? Slug.of(article.title()) : slug;
  }

  private void remember(List<ImportedLine> written, List<Long> ids) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            insert into article_import (source_id, article_id, source_hash, edited_on)
            values (:sourceId, :article, :hash, :editedOn)
            on conflict (source_id) do update
              set source_hash = excluded.source_hash, edited_on = excluded.edited_on, imported_at = now()
            """);
    for (int at = 0; at < written.size(); at++) {
      batch
          .bind("sourceId", written.get(at).article().sourceId())
          .bind("article", ids.get(at))
          .bind("hash", hash(written.get(at)))
          .bind("editedOn", written.get(at).article().updatedOn())
          .add();
    }
    batch.execute();
  }

  /**
   * Of everything that the line said, in the order of the record's fields: the same line gives the
   * same hash.
   */
  static String hash(ImportedLine line) {
    ImportedVoice voice = line.voice();
    String said = line.article() + (voice == null ? "" : voice.fingerprint());
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(said.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * @param result created, updated, unchanged, conflict or bad
   * @param redFlags that stand in what it publishes, without a care card
   * @param problem why it is bad, else null
   */
  record Outcome(
      String slug,
      String sourceId,
      String result,
      List<String> redFlags,
      @Nullable FieldException problem) {
    Outcome {
      redFlags = List.copyOf(redFlags);
    }

    Outcome(String slug, String sourceId, String result, List<String> redFlags) {
      this(slug, sourceId, result, redFlags, null);
    }
  }

  /**
   * A line that is to be written.
   *
   * @param before what an earlier import brought, or null
   */
  private record Accepted(
      ImportedLine line, @Nullable Known before, Slug slug, @Nullable Taken voice) {}

  /** A recording that was taken in, and how long it is. */
  private record Taken(Publication.Voice voice, Integer seconds) {}

  /** An article from an earlier import. */
  public record Known(
      String sourceId,
      long articleId,
      String sourceHash,
      @Nullable String settledHash,
      boolean editedHere,
      String slug) {}

  /** Which article a slug leads to. */
  public record SlugOwner(String slug, long articleId) {}
}
