package org.vivavoce.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.media.BadMediaException;
import org.vivavoce.media.RecordingEditor;
import org.vivavoce.media.TemporaryFolder;
import org.vivavoce.media.UploadEditor;
import org.vivavoce.media.UploadOffsetException;
import org.vivavoce.web.SignedIn;

/** Makes drafts of recordings, or puts a recording into one that is there. */
final class VoiceDraftEditor {
  private final Jdbi jdbi;

  VoiceDraftEditor(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Makes a draft of a file that was sent piece by piece; asked again, finds what was made of it
   * the first time.
   *
   * @return the manuscript's id
   * @throws NoSuchElementException where nothing of that id is sent by this account, or its answer
   *     is not theirs to change
   * @throws UploadOffsetException where something of it is still to come
   * @throws BadMediaException where it is no sound file that is taken; the file is kept
   * @throws RevisionConflictException where somebody else has changed the recording meanwhile
   */
  long finish(SignedIn who, UUID upload, Take take) {
    UploadEditor.Upload sent =
        UploadEditor.find(jdbi, who.accountId(), upload).orElseThrow(VoiceDraftEditor::nothing);
    if (sent.manuscriptId() != null) {
      return sent.manuscriptId();
    }
    if (!sent.isWhole()) {
      throw new UploadOffsetException(sent.received());
    }
    long recording;
    try {
      recording = taken(upload, take.brokeOff());
    } catch (RuntimeException e) {
      // Asked for twice at once: the other one made a draft of it, and its pieces went meanwhile.
      return UploadEditor.find(jdbi, who.accountId(), upload)
          .map(UploadEditor.Upload::manuscriptId)
          .orElseThrow(() -> e);
    }
    return jdbi.inTransaction(
        handle -> {
          UploadEditor.Upload now =
              UploadEditor.locked(handle, who.accountId(), upload)
                  .orElseThrow(VoiceDraftEditor::nothing);
          if (now.manuscriptId() != null) {
            return now.manuscriptId();
          }
          long id = draft(handle, who, upload, take, recording);
          UploadEditor.finish(handle, upload, id);
          return id;
        });
  }

  /**
   * The same with a file that was sent in one piece.
   *
   * @param form in which it was sent
   */
  long take(SignedIn who, UUID form, Path file, Take take) {
    long recording = jdbi.inTransaction(handle -> RecordingEditor.take(handle, file).recordingId());
    return jdbi.inTransaction(handle -> draft(handle, who, form, take, recording));
  }

  private static long draft(Handle handle, SignedIn who, UUID form, Take take, long recording) {
    Long manuscript = take.manuscriptId();
    if (manuscript != null) {
      replace(handle, who, manuscript, take, recording);
      return manuscript;
    }
    ManuscriptContent content = ManuscriptContent.EMPTY.recordedAnew(take.recordedOn());
    Long self = who.doctorId();
    content = self == null ? content : content.by(self);
    Optional<Long> fresh =
        ManuscriptEditor.create(handle, who, form, content.withTitle(take.title()), recording);
    return fresh.orElseGet(
        () ->
            handle
                .createQuery(
                    "select id from manuscript where owner_id = :account and form_id = :form")
                .bind("account", who.accountId())
                .bind("form", form)
                .mapTo(Long.class)
                .one());
  }

  private static void replace(Handle handle, SignedIn who, long id, Take take, long recording) {
    Manuscript manuscript = ManuscriptEditor.locked(handle, id);
    if (!Workflow.mayEdit(who, manuscript)) {
      throw nothing();
    }
    Manuscript.Revision now = manuscript.revision();
    if (Objects.equals(now.recordingId(), recording)) {
      return;
    }
    // Words may have changed meanwhile: the recording takes the place of none of them.
    Long seen =
        ManuscriptQueries.revision(handle, id, take.base())
            .map(Manuscript.Revision::recordingId)
            .orElse(null);
    if (take.base() == 0 || !Objects.equals(seen, now.recordingId())) {
      throw new RevisionConflictException(take.base(), now.number());
    }
    ManuscriptEditor.saveOver(
        handle, who, manuscript, now.content().recordedAnew(take.recordedOn()), recording, null);
  }

  private long taken(UUID upload, boolean brokeOff) {
    try (TemporaryFolder folder = TemporaryFolder.create("upload")) {
      Path file = folder.path().resolve("sound");
      UploadEditor.copyOut(jdbi, upload, file);
      return jdbi.inTransaction(
          handle ->
              (brokeOff
                      ? RecordingEditor.takeBrokenOff(handle, file)
                      : RecordingEditor.take(handle, file))
                  .recordingId());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static NoSuchElementException nothing() {
    return new NoSuchElementException("nothing of that id is sent");
  }

  /**
   * What is known of a recording besides its sound.
   *
   * @param title of the new answer; empty where it is to be thought of later
   * @param manuscriptId of the answer whose recording it is to be, or null for a new one
   * @param base the number of the revision whose recording it replaces; 0 where it does not say
   * @param recordedOn when somebody spoke it into the browser; null for a file that was there
   * @param brokeOff whether the browser gave up while it recorded
   */
  record Take(
      String title,
      @Nullable Long manuscriptId,
      int base,
      @Nullable LocalDate recordedOn,
      boolean brokeOff) {}
}
