package org.vivavoce.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Cue;
import org.vivavoce.media.AudioInspector;
import org.vivavoce.media.BadCaptionsException;
import org.vivavoce.media.BadMediaException;
import org.vivavoce.media.Captions;

/**
 * The recording of one line, and its captions.
 *
 * @param name of the file, as the line has it
 * @param audioHash of the file's content
 * @param captions empty where the line names none
 * @param synthetic whether a machine speaks
 */
record ImportedVoice(
    String name,
    Path audio,
    String audioHash,
    @Nullable String captionsName,
    List<Cue> captions,
    boolean synthetic) {
  private static final int LARGEST_CAPTIONS_BYTES = 1024 * 1024;
  private static final int LONGEST_PATH = 500;

  ImportedVoice {
    captions = List.copyOf(captions);
  }

  /**
   * @return null where the line names no audio
   * @throws FieldException where a file is not there, or the captions cannot be used
   */
  static @Nullable ImportedVoice parse(Fields fields, Companions companions) {
    String audio = fields.text("audio", LONGEST_PATH);
    String captions = fields.text("captions", LONGEST_PATH);
    boolean synthetic = fields.flag("syntheticVoice");
    if (audio == null) {
      if (captions != null || synthetic) {
        throw fields.bad(captions == null ? "syntheticVoice" : "captions", "there is no audio");
      }
      return null;
    }
    Path file = file(fields, "audio", audio, companions, AudioInspector.LARGEST_BYTES);
    try {
      return new ImportedVoice(
          audio,
          file,
          hash(file),
          captions,
          captions == null ? List.of() : captions(fields, captions, companions),
          synthetic);
    } catch (IOException e) {
      throw fields.bad("audio", "'" + audio + "' cannot be read: " + e.getMessage());
    }
  }

  /** Everything that would make another answer of it. */
  String fingerprint() {
    return "\n" + audioHash + "\n" + captions + "\n" + synthetic;
  }

  /**
   * @param durationMillis of the recording
   * @throws FieldException where a caption begins after its end
   */
  void checkCaptions(int durationMillis) {
    for (Cue cue : captions) {
      if (cue.startMillis() >= durationMillis) {
        throw new FieldException(
            "captions",
            "'"
                + captionsName
                + "' has a cue at "
                + cue.startMillis() / 1000.0
                + " s, but the recording ends after "
                + durationMillis / 1000.0
                + " s");
      }
    }
  }

  FieldException unusable(BadMediaException why) {
    return new FieldException("audio", "'" + name + "' " + why.getMessage());
  }

  private static Path file(
      Fields fields, String field, String name, Companions companions, long largest) {
    try {
      Path file = companions.file(name);
      if (Files.size(file) > largest) {
        throw fields.bad(field, "'" + name + "' is larger than " + largest / 1024 / 1024 + " MB");
      }
      return file;
    } catch (IOException | InvalidPathException e) {
      throw fields.bad(field, "'" + name + "' " + e.getMessage());
    }
  }

  private static List<Cue> captions(Fields fields, String name, Companions companions)
      throws IOException {
    Path file = file(fields, "captions", name, companions, LARGEST_CAPTIONS_BYTES);
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString();
      return Captions.parse(text);
    } catch (CharacterCodingException e) {
      throw fields.bad("captions", "'" + name + "' is not UTF-8");
    } catch (BadCaptionsException e) {
      throw fields.bad("captions", "'" + name + "', " + e.getMessage());
    }
  }

  private static String hash(Path file) throws IOException {
    try (InputStream content = Files.newInputStream(file);
        DigestInputStream digesting =
            new DigestInputStream(content, MessageDigest.getInstance("SHA-256"))) {
      digesting.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
