package org.vivavoce.media;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.db.ContentNotice;

/** Writes recordings: taken in as they were sent, and what is made of them for listeners. */
public final class RecordingEditor {
  private static final int MOST_ATTEMPTS = 3;
  private static final int LONGEST_PROBLEM = 500;

  private RecordingEditor() {}

  /**
   * Takes a sound file in: inspected, stored, and waiting to be normalised; or finds that it was
   * taken in before, and tries again what failed then. Belongs to the caller's transaction.
   *
   * @throws BadMediaException where it is no sound file that is taken
   */
  public static Taken take(Handle handle, Path file) {
    try {
      AudioFacts facts = AudioInspector.inspect(file);
      long media = store(handle, file, facts);
      long recording =
          handle
              .createQuery(
                  """
                  insert into recording (original_media_id) values (:media)
                  on conflict (original_media_id) do update
                    set status = case recording.status when 'failed' then 'waiting' else recording.status end,
                        attempts = case recording.status when 'failed' then 0 else recording.attempts end
                  returning id
                  """)
              .bind("media", media)
              .mapTo(Long.class)
              .one();
      return new Taken(recording, facts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The same with what a browser recorded until it gave up in the middle.
   *
   * @param file cut after the last part that is there whole
   * @throws BadMediaException where no part of it is
   */
  public static Taken takeBrokenOff(Handle handle, Path file) {
    try {
      BrokenOff.mend(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return take(handle, file);
  }

  /**
   * Says that a recording is fit for listeners as it was sent, an MP3 with its Opus beside it: so
   * the demonstration's voices are. Nothing is done where it was normalised before.
   */
  public static void readyAsSent(Handle handle, long recording, Path opus, byte[] waveform) {
    try {
      long media = store(handle, opus, AudioInspector.inspect(opus));
      handle
          .createUpdate(
              """
              update recording set status = 'ready', mp3_media_id = original_media_id, opus_media_id = :opus,
                     waveform = :waveform, normalised_at = now()
               where id = :recording and status <> 'ready'
              """)
          .bind("opus", media)
          .bind("waveform", waveform)
          .bind("recording", recording)
          .execute();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Takes the recording that has waited longest; empty where none waits. For a quarter of an hour
   * and half the recording's length no other instance takes it; after that its taker has died.
   */
  static Optional<Waiting> claim(Jdbi jdbi) {
    return jdbi.inTransaction(
        handle -> {
          giveUp(handle);
          return handle
              .createQuery(
                  """
                    update recording
                       set attempts = attempts + 1,
                           next_attempt_at = now() + interval '15 minutes' + interval '2 milliseconds' * media.duration_ms
                      from media
                     where media.id = recording.original_media_id
                       and recording.id = (
                         select id from recording
                          where status = 'waiting' and next_attempt_at <= now()
                          order by next_attempt_at, id
                          limit 1
                            for update skip locked)
                    returning recording.id, media.id as media_id, media.content_type, media.codec, media.duration_ms,
                              media.bit_rate, media.channels, media.sample_rate, recording.attempts
                    """)
              .mapTo(Waiting.class)
              .findOne();
        });
  }

  /** What ended whoever worked on it, each time, is not tried for ever. */
  private static void giveUp(Handle handle) {
    handle
        .createUpdate(
            """
            update recording
               set status = 'failed', problem = coalesce(problem, 'ended the program that works on it, each time')
             where status = 'waiting' and next_attempt_at <= now() and attempts >= :most
            """)
        .bind("most", MOST_ATTEMPTS)
        .execute();
  }

  /** Copies a stored file out of the database, chunk by chunk. */
  static void copyOut(Jdbi jdbi, long media, Path target) throws IOException {
    try (var out = Files.newOutputStream(target)) {
      for (int position = 0; ; position++) {
        Optional<byte[]> chunk = chunk(jdbi, media, position);
        if (chunk.isEmpty()) {
          return;
        }
        out.write(chunk.get());
      }
    }
  }

  /** Stores what was made of a recording; where times of cues were estimated, they are anew. */
  static void finish(
      Jdbi jdbi, Waiting waiting, Path mp3, Path opus, Levels levels, Ffmpeg.Made made)
      throws IOException {
    AudioFacts mp3Facts = AudioInspector.inspect(mp3, Ffmpeg.LARGEST_OUTPUT_BYTES);
    AudioFacts opusFacts = AudioInspector.inspect(opus, Ffmpeg.LARGEST_OUTPUT_BYTES);
    jdbi.useTransaction(
        handle -> {
          handle
              .createUpdate(
                  """
                  update recording set status = 'ready', mp3_media_id = :mp3, opus_media_id = :opus, waveform = :waveform,
                         silences = :silences, loudness = :loudness, true_peak = :truePeak, problem = null,
                         normalised_at = now()
                   where id = :id
                  """)
              .bind("mp3", storeUnchecked(handle, mp3, mp3Facts))
              .bind("opus", storeUnchecked(handle, opus, opusFacts))
              .bind("waveform", levels.waveform())
              .bind(
                  "silences",
                  levels.silences().stream()
                      .flatMap(each -> Stream.of(each.startMillis(), each.endMillis()))
                      .toArray(Integer[]::new))
              .bind("loudness", made.loudness())
              .bind("truePeak", made.truePeak())
              .bind("id", waiting.id())
              .execute();
          CueEditor.estimateAnew(handle, waiting.id());
          ContentNotice.all(handle);
        });
  }

  /**
   * @param problem in words for the newsroom
   * @param passing whether another attempt may succeed
   */
  static void fail(Jdbi jdbi, Waiting waiting, String problem, boolean passing) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    update recording
                       set status = case when :final then 'failed' else 'waiting' end, problem = :problem,
                           next_attempt_at = now() + interval '1 minute'
                     where id = :id and status = 'waiting'
                    """)
                .bind("final", !passing || waiting.attempts() >= MOST_ATTEMPTS)
                .bind("problem", problem.substring(0, Math.min(LONGEST_PROBLEM, problem.length())))
                .bind("id", waiting.id())
                .execute());
  }

  /** Gives back what was claimed and not finished, as if nobody had claimed it. */
  static void release(Jdbi jdbi, Waiting waiting) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    update recording set attempts = attempts - 1, next_attempt_at = now()
                     where id = :id and status = 'waiting' and attempts > 0
                    """)
                .bind("id", waiting.id())
                .execute());
  }

  private static Optional<byte[]> chunk(Jdbi jdbi, long media, int position) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select bytes from media_chunk where media_id = :media and position = :position")
                .bind("media", media)
                .bind("position", position)
                .mapTo(byte[].class)
                .findOne());
  }

  private static long storeUnchecked(Handle handle, Path file, AudioFacts facts) {
    try {
      return store(handle, file, facts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long store(Handle handle, Path file, AudioFacts facts) throws IOException {
    try (InputStream content = Files.newInputStream(file)) {
      return MediaEditor.store(handle, facts, content);
    }
  }

  /** A recording that was taken in, and what its file is. */
  public record Taken(long recordingId, AudioFacts facts) {}

  /**
   * A recording that waits to be normalised.
   *
   * @param attempts with this one
   */
  public record Waiting(
      long id,
      long mediaId,
      String contentType,
      String codec,
      int durationMs,
      int bitRate,
      int channels,
      int sampleRate,
      int attempts) {
    AudioFacts facts() {
      return new AudioFacts(contentType, codec, durationMs, bitRate, channels, sampleRate);
    }
  }
}
