package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.db.Database;
import org.vivavoce.media.Tones;
import org.vivavoce.media.UploadEditor;
import org.vivavoce.web.Role;

/**
 * Two people send recordings piece by piece while the portal is killed, and every other time its
 * database with it: each goes on where the portal says, nothing that was acknowledged is missing,
 * and what is stored in the end is what was sent.
 */
class UploadsSurviveIT {
  private static final int ROUNDS = 3;
  private static final int SENDERS = 2;
  private static final int PIECE = UploadEditor.SMALLEST_PIECE_BYTES;

  private final AtomicInteger sounds = new AtomicInteger();
  @RegisterExtension final SharedServer server = new SharedServer();

  @Test
  void whatWasAcknowledgedIsThereAndTheRestCanBeSent() throws Exception {
    List<Sender> senders = new ArrayList<>();
    try (Database database = server.database()) {
      database.migrate();
      for (int number = 0; number < SENDERS; number++) {
        senders.add(
            new Sender(TestAccounts.add(database.jdbi(), Clock.systemUTC(), null, Role.EDITOR)));
      }
    }
    for (int round = 1; round <= ROUNDS; round++) {
      sendAndKill(senders, round, round % 2 == 0);
    }
    PortalProcess portal = PortalProcess.start(server.data());
    try (Database database = server.database()) {
      for (Sender sender : senders) {
        sender.signIn(portal, database.jdbi());
        sender.resume();
        sender.sendRest(new Semaphore(0));
        assertTrue(sender.recordings.stream().allMatch(each -> each.done), "all are finished");
        for (Recording each : sender.recordings) {
          check(database.jdbi(), each);
        }
      }
    } finally {
      portal.kill();
    }
    assertTrue(
        senders.stream().mapToInt(each -> each.resumed).sum() >= ROUNDS,
        "recordings were left in the middle");
  }

  private void sendAndKill(List<Sender> senders, int round, boolean both) throws Exception {
    Semaphore acknowledged = new Semaphore(0);
    PortalProcess portal = PortalProcess.start(server.data());
    ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
    List<Future<?>> ends = new ArrayList<>();
    try (Database database = server.database()) {
      for (Sender sender : senders) {
        sender.signIn(portal, database.jdbi());
        ends.add(threads.submit(() -> sender.sendUntilItEnds(acknowledged)));
      }
      // Never at the same point, and with the next pieces under way.
      assertTrue(acknowledged.tryAcquire(7 + 3 * round, 60, TimeUnit.SECONDS), "they can send");
      if (both) {
        server.kill();
      }
    } finally {
      portal.kill();
      threads.shutdown();
    }
    for (Future<?> end : ends) {
      end.get();
    }
    if (both) {
      server.restart();
    }
  }

  private static void check(Jdbi jdbi, Recording recording) {
    List<byte[]> stored =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select (select string_agg(bytes, ''::bytea order by position)
                                  from recording join media_chunk on media_id = original_media_id
                                 where recording.id = revision.recording_id)
                          from manuscript join revision on revision.id = manuscript.revision_id
                         where manuscript.title = :title
                        """)
                    .bind("title", recording.title())
                    .mapTo(byte[].class)
                    .list());
    assertEquals(1, stored.size(), "one draft, however often its end was asked for");
    assertArrayEquals(recording.sound, stored.get(0));
  }

  private byte[] sound() throws IOException {
    int number = sounds.incrementAndGet();
    Path file = server.folder().resolve("sound" + number + ".wav");
    Tones.beeps(file, 60, 0.5, 0.2, 300 + number, 9_000);
    return Files.readAllBytes(file);
  }

  /** Somebody with a browser, who keeps what they send until it is finished. */
  private final class Sender {
    private final TestAccounts.Person person;
    private final List<Recording> recordings = new ArrayList<>();
    private int resumed;
    private Visitor visitor;

    Sender(TestAccounts.Person person) {
      this.person = person;
    }

    void signIn(PortalProcess portal, Jdbi jdbi) {
      visitor = TestAccounts.signedIn(portal, jdbi, Clock.systemUTC(), person);
      visitor.page("/admin/articles/new");
    }

    void sendUntilItEnds(Semaphore acknowledged) {
      try {
        resume();
        while (sendRest(acknowledged)) {
          recordings.add(new Recording(sound()));
        }
      } catch (UncheckedIOException e) {
        // The portal is gone, as it was meant to be.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Asks where to go on: behind all that was acknowledged, at the end of a whole piece. */
    void resume() {
      if (recordings.isEmpty() || last().done || !last().begun) {
        return;
      }
      Recording recording = last();
      HttpResponse<String> told = visitor.head(recording.path());
      if (told.statusCode() == 404) {
        // Its end was not heard of, or its beginning was not.
        assertTrue(
            recording.offset == 0 || recording.offset == recording.sound.length,
            "pieces that were acknowledged are there");
        return;
      }
      int offset = Integer.parseInt(header(told, "Upload-Offset"));
      List<Integer> possible =
          List.of(recording.offset, Math.min(recording.sound.length, recording.offset + PIECE));
      assertAll(
          () -> assertEquals(204, told.statusCode()),
          () -> assertEquals(recording.sound.length + "", header(told, "Upload-Length")),
          () -> assertTrue(possible.contains(offset), offset + " is none of " + possible));
      resumed += offset > 0 ? 1 : 0;
      recording.offset = offset;
    }

    /**
     * @return whether the portal answered to the end
     */
    boolean sendRest(Semaphore acknowledged) {
      if (recordings.isEmpty() || last().done) {
        return true;
      }
      Recording recording = last();
      recording.begun = true;
      HttpResponse<String> begun =
          visitor.post(
              "/admin/uploads",
              Form.of("upload", recording.id.toString()),
              "Upload-Length",
              String.valueOf(recording.sound.length));
      if (isGone(begun, 201)) {
        return false;
      }
      while (recording.offset < recording.sound.length) {
        int end = Math.min(recording.sound.length, recording.offset + PIECE);
        HttpResponse<String> added =
            visitor.sendBytes(
                "PATCH",
                recording.path(),
                Arrays.copyOfRange(recording.sound, recording.offset, end),
                "Content-Type",
                "application/partial-upload",
                "Upload-Offset",
                String.valueOf(recording.offset));
        if (isGone(added, 204)) {
          return false;
        }
        assertEquals(String.valueOf(end), header(added, "Upload-Offset"));
        recording.offset = end;
        acknowledged.release();
      }
      HttpResponse<String> made =
          visitor.post(recording.path() + "/finish", Form.of("title", recording.title()));
      if (isGone(made, 200)) {
        return false;
      }
      recording.done = true;
      acknowledged.release();
      return true;
    }

    private static boolean isGone(HttpResponse<String> response, int expected) {
      if (response.statusCode() >= 500) {
        return true;
      }
      assertEquals(expected, response.statusCode(), response::body);
      return false;
    }

    private static String header(HttpResponse<String> response, String name) {
      return response.headers().firstValue(name).orElse("");
    }

    private Recording last() {
      return recordings.get(recordings.size() - 1);
    }
  }

  /** What is sent, and how much of it was acknowledged. */
  private static final class Recording {
    private final UUID id = UUID.randomUUID();
    private final byte[] sound;
    private int offset;
    private boolean begun;
    private boolean done;

    Recording(byte[] sound) {
      this.sound = sound;
    }

    String path() {
      return "/admin/uploads/" + id;
    }

    String title() {
      return "Recording " + id;
    }
  }
}
