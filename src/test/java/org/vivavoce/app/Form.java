package org.vivavoce.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What somebody sends: fields, each as often as it is named, and files. */
public final class Form {
  private static final String BOUNDARY = "a-boundary-that-no-test-writes";
  private final List<Part> parts = new ArrayList<>();
  private boolean multipart;

  private Form() {}

  /**
   * @param fields names and values in turn; a name may stand more than once
   */
  public static Form of(String... fields) {
    Form form = new Form();
    for (int at = 0; at < fields.length; at += 2) {
      form.with(fields[at], fields[at + 1]);
    }
    return form;
  }

  public Form with(String name, String value) {
    parts.add(new Part(name, null, "", value.getBytes(UTF_8)));
    return this;
  }

  /** The form is then sent as multipart/form-data. */
  public Form file(String name, String fileName, String contentType, byte[] bytes) {
    parts.add(new Part(name, fileName, contentType, bytes));
    return multipart();
  }

  /** Sent as multipart/form-data, as a form with an empty file field is. */
  public Form multipart() {
    multipart = true;
    return this;
  }

  boolean has(String name) {
    return parts.stream().anyMatch(part -> part.name().equals(name));
  }

  String contentType() {
    return multipart
        ? "multipart/form-data; boundary=" + BOUNDARY
        : "application/x-www-form-urlencoded";
  }

  byte[] bytes() {
    return multipart ? parted() : encoded();
  }

  private byte[] encoded() {
    return String.join(
            "&",
            parts.stream()
                .map(
                    part ->
                        URLEncoder.encode(part.name(), UTF_8)
                            + "="
                            + URLEncoder.encode(new String(part.bytes(), UTF_8), UTF_8))
                .toList())
        .getBytes(UTF_8);
  }

  private byte[] parted() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Part part : parts) {
      String file =
          part.fileName() == null
              ? ""
              : "; filename=\"" + part.fileName() + "\"\r\nContent-Type: " + part.contentType();
      String head =
          "--"
              + BOUNDARY
              + "\r\nContent-Disposition: form-data; name=\""
              + part.name()
              + "\""
              + file
              + "\r\n\r\n";
      out.writeBytes(head.getBytes(UTF_8));
      out.writeBytes(part.bytes());
      out.writeBytes("\r\n".getBytes(UTF_8));
    }
    out.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(UTF_8));
    return out.toByteArray();
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  private record Part(String name, @Nullable String fileName, String contentType, byte[] bytes) {}
}
