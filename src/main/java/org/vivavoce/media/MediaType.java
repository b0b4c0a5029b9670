package org.vivavoce.media;

import java.util.Map;

/** The kinds of file that are stored, and the extensions under which they are served. */
public final class MediaType {
  private static final Map<String, String> EXTENSIONS =
      Map.of(
          "image/svg+xml", "svg",
          "image/png", "png",
          "image/jpeg", "jpg",
          "image/webp", "webp",
          "audio/mpeg", "mp3",
          "audio/mp4", "m4a",
          "audio/ogg", "ogg",
          "audio/webm", "webm",
          "audio/wav", "wav");

  private MediaType() {}

  /**
   * @throws IllegalArgumentException where the content type is not one that is stored
   */
  public static String extensionOf(String contentType) {
    String extension = EXTENSIONS.get(contentType);
    if (extension == null) {
      throw new IllegalArgumentException("media of type " + contentType + " is not stored");
    }
    return extension;
  }
}
