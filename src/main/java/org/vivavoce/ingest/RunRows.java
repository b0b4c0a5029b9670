package org.vivavoce.ingest;

import java.util.List;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.vivavoce.media.BadMediaException;
import org.vivavoce.media.Captions;
import org.vivavoce.media.RecordingEditor;

/** Writes down what a run does with each line, and keeps what stands against an edit made here. */
final class RunRows implements ImportRows {
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cs}]");
  private static final int LONGEST_NAME = 300;
  private static final int LONGEST_REASON = 1_000;
  private final Handle handle;
  private final long run;
  private final boolean dry;

  /**
   * @param dry whether the file is only looked through
   */
  RunRows(Handle handle, long run, boolean dry) {
    this.handle = handle;
    this.run = run;
    this.dry = dry;
  }

  @Override
  public void took(List<Row> rows) {
    if (rows.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            """
            insert into import_row (run_id, line, result, slug, source_id, field, reason)
            values (:run, :line, :result, :slug, :sourceId, :field, :reason)
            """);
    for (Row row : rows) {
      FieldException problem = row.problem();
      batch
          .bind("run", run)
          .bind("line", row.line())
          .bind("result", row.result())
          .bind("slug", row.slug())
          .bind("sourceId", printable(row.sourceId(), LONGEST_NAME))
          .bind("field", problem == null ? "" : printable(problem.field(), LONGEST_NAME))
          .bind(
              "reason",
              printable(
                  problem == null ? row.warning() : String.valueOf(problem.getMessage()),
                  LONGEST_REASON))
          .add();
    }
    batch.execute();
    for (Row row : rows) {
      ImportedLine content = row.content();
      if (content != null && row.text() != null) {
        keep(row.sourceId(), row.text(), content);
      }
    }
  }

  /**
   * In place of what the source said before, where nobody has decided about that yet. Looking
   * through a file changes nothing of what an import found.
   */
  private void keep(String sourceId, String text, ImportedLine content) {
    String hash = ArticleWriter.hash(content);
    Open open =
        handle
            .createQuery(
                """
                select conflict.line_hash, coalesce(run.state = 'imported', true) as imported
                  from import_conflict conflict left join import_run run on run.id = conflict.run_id
                 where conflict.source_id = :source and conflict.resolved_at is null
                """)
            .bind("source", sourceId)
            .mapTo(Open.class)
            .findOne()
            .orElse(null);
    if (open != null && open.lineHash().equals(hash)) {
      if (!dry) {
        own(sourceId);
      }
      return;
    }
    if (open != null && open.imported() && dry) {
      return;
    }
    ImportedVoice voice = content.voice();
    handle
        .createUpdate(
            """
            insert into import_conflict (article_id, source_id, run_id, line, line_hash, recording_id, captions)
            select article_id, source_id, :run, :line, :hash, :recording, :captions
              from article_import where source_id = :source
            on conflict (source_id) where resolved_at is null do update
               set run_id = excluded.run_id, line = excluded.line, line_hash = excluded.line_hash,
                   recording_id = excluded.recording_id, captions = excluded.captions, found_at = now()
            """)
        .bind("run", run)
        .bind("line", text)
        .bind("hash", hash)
        .bind("recording", voice == null ? null : recording(voice))
        .bind("captions", voice == null ? null : Captions.vtt(voice.captions(), false))
        .bind("source", sourceId)
        .execute();
  }

  /** From now on it is what an import found, whoever looked before. */
  private void own(String sourceId) {
    handle
        .createUpdate(
            """
            update import_conflict set run_id = :run
             where source_id = :source and resolved_at is null
            """)
        .bind("run", run)
        .bind("source", sourceId)
        .execute();
  }

  private @Nullable Long recording(ImportedVoice voice) {
    try {
      return RecordingEditor.take(handle, voice.audio()).recordingId();
    } catch (BadMediaException e) {
      // The words are still to be decided about.
      return null;
    }
  }

  private static String printable(String text, int longest) {
    String clean = UNPRINTABLE.matcher(text).replaceAll(" ");
    if (clean.length() <= longest) {
      return clean;
    }
    int cut = Character.isHighSurrogate(clean.charAt(longest - 1)) ? longest - 1 : longest;
    return clean.substring(0, cut);
  }

  /**
   * What is to be decided about.
   *
   * @param imported whether an import found it, and not only whoever looked a file through
   */
  public record Open(String lineHash, boolean imported) {}
}
