package org.vivavoce.media;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.vivavoce.content.Cue;
import org.vivavoce.content.Sentences;

/** Writes the captions of answers. All of it belongs to the caller's transaction. */
public final class CueEditor {
  private CueEditor() {}

  /**
   * Puts these captions in place of whatever an answer had.
   *
   * @param estimated whether their times were worked out, and not written down by a listener
   */
  public static void write(Handle handle, long articleId, List<Cue> cues, boolean estimated) {
    handle
        .createUpdate("delete from article_cue where article_id = :article")
        .bind("article", articleId)
        .execute();
    PreparedBatch batch =
        handle.prepareBatch(
            """
            insert into article_cue (article_id, position, start_ms, end_ms, text)
            values (:article, :position, :start, :end, :text)
            """);
    for (int position = 0; position < cues.size(); position++) {
      Cue cue = cues.get(position);
      batch
          .bind("article", articleId)
          .bind("position", position)
          .bind("start", cue.startMillis())
          .bind("end", cue.endMillis())
          .bind("text", cue.text())
          .add();
    }
    if (batch.size() > 0) {
      batch.execute();
    }
    batch.close();
    handle
        .createUpdate("update article set cues_estimated = :estimated where id = :article")
        .bind("estimated", estimated)
        .bind("article", articleId)
        .execute();
  }

  /** Gives an answer one cue a sentence, at times worked out from its recording. */
  public static void estimate(Handle handle, long articleId) {
    estimate(
        handle,
        handle
            .createQuery(SPOKEN + " where article.id = :article")
            .bind("article", articleId)
            .mapTo(Spoken.class)
            .one());
  }

  /** The same for all answers of a recording whose times were estimated before. */
  static void estimateAnew(Handle handle, long recordingId) {
    handle
        .createQuery(SPOKEN + " where article.recording_id = :recording and article.cues_estimated")
        .bind("recording", recordingId)
        .mapTo(Spoken.class)
        .list()
        .forEach(spoken -> estimate(handle, spoken));
  }

  private static final String SPOKEN =
      """
      select article.id, article.transcript, article.lang, served.duration_ms, recording.silences
        from article
        join recording on recording.id = article.recording_id
        join media served on served.id = coalesce(recording.mp3_media_id, recording.original_media_id)
      """;

  private static void estimate(Handle handle, Spoken spoken) {
    List<String> sentences =
        Sentences.of(spoken.transcript(), Locale.forLanguageTag(spoken.lang())).stream()
            .flatMap(List::stream)
            .toList();
    if (sentences.size() > spoken.durationMs()) {
      // Nobody speaks a thousand sentences a second: the text is not what is said.
      write(handle, spoken.id(), List.of(), false);
      return;
    }
    List<Silence> silences = new ArrayList<>();
    for (int at = 0; at + 1 < spoken.silences().size(); at += 2) {
      silences.add(new Silence(spoken.silences().get(at), spoken.silences().get(at + 1)));
    }
    write(
        handle,
        spoken.id(),
        SentenceTimes.estimate(sentences, spoken.durationMs(), silences),
        true);
  }

  /** A transcript and what its recording says of time. */
  public record Spoken(
      long id, String transcript, String lang, int durationMs, List<Integer> silences) {
    public Spoken {
      silences = List.copyOf(silences);
    }
  }
}
