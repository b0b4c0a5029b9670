package org.vivavoce.content;

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
          "audio/aac", "aac",
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

  /**
   * @param name of a stored file, for example {@code 3f…9a.mp3}
   * @throws IllegalArgumentException where nothing is stored under its extension
   */
  public static String of(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return EXTENSIONS.entrySet().stream()
        .filter(each -> each.getValue().equals(extension))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("nothing is stored as " + name));
  }
}
