package org.vivavoce.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * Published answers in the import format, streamed from one snapshot with as little memory for many
 * as for few. Drafts are not among them, nor is the demonstration: elsewhere it would pass for
 * real.
 */
public final class ArticleExport {
  private static final int FETCH = 200;

  private static final String CHOSEN =
      """
       where not article.demo
         and (:specialty::bigint is null or article.specialty_id = :specialty)
         and (:doctor::bigint is null or article.doctor_id = :doctor)
      """;

  private final Jdbi jdbi;
  private final String origin;

  /**
   * @param origin of this portal: part of the id of an answer that no import brought
   */
  public ArticleExport(Jdbi jdbi, String origin) {
    this.jdbi = jdbi;
    this.origin = origin;
  }

  /** How the answers are packed. */
  public enum Packing {
    /** Lines alone. */
    PLAIN,
    /** The same, compressed. */
    GZIP,
    /** With their sound and captions beside them. */
    ZIP
  }

  /**
   * Which answers; null stands for any.
   *
   * @param specialtyId of the specialty
   * @param doctorId of who speaks
   */
  public record Chosen(@Nullable Long specialtyId, @Nullable Long doctorId) {}

  /** Writes them, and leaves the stream open. */
  public void write(Chosen chosen, Packing packing, OutputStream out) throws IOException {
    try {
      jdbi.useTransaction(
          TransactionIsolationLevel.REPEATABLE_READ,
          handle -> {
            handle.setReadOnly(true);
            if (packing == Packing.ZIP) {
              zip(handle, chosen, out);
            } else if (packing == Packing.GZIP) {
              GZIPOutputStream gzip = new GZIPOutputStream(out, 1 << 16);
              lines(handle, chosen, false, gzip);
              gzip.finish();
            } else {
              lines(handle, chosen, false, out);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void lines(Handle handle, Chosen chosen, boolean withSound, OutputStream out) {
    each(
        handle,
        chosen,
        standing -> write(out, (standing.line(origin, withSound) + "\n").getBytes(UTF_8)));
  }

  private void zip(Handle handle, Chosen chosen, OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out, UTF_8);
    zip.putNextEntry(new ZipEntry("answers.jsonl"));
    lines(handle, chosen, true, zip);
    zip.closeEntry();
    each(
        handle,
        chosen,
        standing -> {
          if (standing.hasCaptions()) {
            try {
              zip.putNextEntry(new ZipEntry(standing.captionsFile()));
              write(zip, standing.captions().getBytes(UTF_8));
              zip.closeEntry();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
    // Sound is compressed already.
    zip.setLevel(Deflater.NO_COMPRESSION);
    for (Sound sound : sounds(handle, chosen)) {
      zip.putNextEntry(new ZipEntry("media/" + sound.name()));
      for (int position = 0; ; position++) {
        byte[] chunk = chunk(handle, sound.id(), position);
        if (chunk == null) {
          break;
        }
        zip.write(chunk);
      }
      zip.closeEntry();
    }
    zip.finish();
  }

  private static void each(Handle handle, Chosen chosen, Consumer<Standing> use) {
    chosen(
            // Read by its index from the first to the last, and sorted by nobody.
            handle.createQuery(Standing.SELECT + CHOSEN + " order by article.id"), chosen)
        .setFetchSize(FETCH)
        .mapTo(Standing.class)
        .forEach(use);
  }

  private static List<Sound> sounds(Handle handle, Chosen chosen) {
    return chosen(
            handle.createQuery(
                """
                select distinct media.id, media_name(media.sha256, media.content_type) as name
                  from published_article article
                  join recording on recording.id = article.recording_id
                  join media on media.id = recording.original_media_id
                """
                    + CHOSEN
                    + " order by media.id"),
            chosen)
        .mapTo(Sound.class)
        .list();
  }

  private static byte @Nullable [] chunk(Handle handle, long media, int position) {
    return handle
        .createQuery(
            "select bytes from media_chunk where media_id = :media and position = :position")
        .bind("media", media)
        .bind("position", position)
        .mapTo(byte[].class)
        .findOne()
        .orElse(null);
  }

  private static Query chosen(Query query, Chosen chosen) {
    return query.bind("specialty", chosen.specialtyId()).bind("doctor", chosen.doctorId());
  }

  private static void write(OutputStream out, byte[] bytes) {
    try {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file of a recording as it was sent. */
  public record Sound(long id, String name) {}
}
