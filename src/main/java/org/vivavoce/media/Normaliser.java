package org.vivavoce.media;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evens out the loudness of recordings in the background, one at a time, where ffmpeg is there; and
 * now and then deletes files that nothing refers to. Any number of instances share the work.
 */
public final class Normaliser implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Normaliser.class);
  private static final long PAUSE_MILLIS = 5_000;
  private static final int PAUSES_BETWEEN_SWEEPS = 720;

  /** Longer than any upload takes to become part of an answer. */
  private static final int GRACE_DAYS = 7;

  private final Jdbi jdbi;
  private final @Nullable Ffmpeg ffmpeg;
  private final Thread thread;
  private volatile boolean closed;

  private Normaliser(Jdbi jdbi, @Nullable Ffmpeg ffmpeg) {
    this.jdbi = jdbi;
    this.ffmpeg = ffmpeg;
    this.thread = new Thread(this::run, "normaliser");
    thread.setDaemon(true);
  }

  /** Begins to work. */
  public static Normaliser start(Jdbi jdbi) {
    Optional<Ffmpeg> ffmpeg = Ffmpeg.find();
    if (ffmpeg.isEmpty()) {
      log.info(
          "No ffmpeg on the PATH: recordings are served as they were sent, each as loud as it is"
              + " and without a waveform");
    }
    Normaliser normaliser = new Normaliser(jdbi, ffmpeg.orElse(null));
    normaliser.thread.start();
    return normaliser;
  }

  /** What is under way is left for the next start. */
  @Override
  public void close() {
    closed = true;
    if (ffmpeg != null) {
      // No interrupt reaches a thread that reads what ffmpeg writes.
      ffmpeg.stop();
    }
    thread.interrupt();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Normalises what waits.
   *
   * @return how many recordings were worked on
   */
  static int workOff(Jdbi jdbi, Ffmpeg ffmpeg) throws IOException {
    int count = 0;
    while (!Thread.currentThread().isInterrupted() && !ffmpeg.isStopped()) {
      Optional<RecordingEditor.Waiting> next = RecordingEditor.claim(jdbi);
      if (next.isEmpty()) {
        break;
      }
      normalise(jdbi, ffmpeg, next.get());
      count++;
    }
    return count;
  }

  private static void normalise(Jdbi jdbi, Ffmpeg ffmpeg, RecordingEditor.Waiting waiting)
      throws IOException {
    try (TemporaryFolder temporary = TemporaryFolder.create("recording")) {
      normalise(jdbi, ffmpeg, waiting, temporary.path());
    }
  }

  private static void normalise(
      Jdbi jdbi, Ffmpeg ffmpeg, RecordingEditor.Waiting waiting, Path folder) throws IOException {
    try {
      Path original = folder.resolve("original");
      Path mp3 = folder.resolve("voice.mp3");
      Path opus = folder.resolve("voice.opus");
      RecordingEditor.copyOut(jdbi, waiting.mediaId(), original);
      Ffmpeg.Made made = ffmpeg.normalise(original, waiting.facts(), mp3, opus);
      Levels levels = ffmpeg.levels(original, waiting.facts());
      RecordingEditor.finish(jdbi, waiting, mp3, opus, levels, made);
      log.info(
          "Recording {} is ready: {} LUFS, {} dBTP",
          waiting.id(),
          made.loudness(),
          made.truePeak());
    } catch (BadMediaException e) {
      log.warn("Recording {} is served as it was sent: it {}", waiting.id(), e.getMessage());
      RecordingEditor.fail(jdbi, waiting, String.valueOf(e.getMessage()), false);
    } catch (IOException e) {
      if (Thread.interrupted() || ffmpeg.isStopped()) {
        RecordingEditor.release(jdbi, waiting);
        Thread.currentThread().interrupt();
      } else {
        log.warn("Recording {} was not normalised: {}", waiting.id(), e.getMessage());
        RecordingEditor.fail(jdbi, waiting, String.valueOf(e.getMessage()), true);
      }
    }
  }

  private void run() {
    for (int pauses = 0; !closed; pauses++) {
      try {
        if (ffmpeg != null) {
          workOff(jdbi, ffmpeg);
        }
        if (pauses % PAUSES_BETWEEN_SWEEPS == 0) {
          TemporaryFolder.sweep();
          int swept = MediaEditor.sweep(jdbi, GRACE_DAYS);
          if (swept > 0) {
            log.info("{} files that nothing referred to were deleted", swept);
          }
          UploadEditor.sweep(jdbi);
        }
      } catch (IOException | JdbiException e) {
        log.warn("Recordings wait: {}", e.getMessage());
      }
      pause();
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }
}
