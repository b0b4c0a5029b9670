package org.vivavoce.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Style sheet, scripts and images under names that carry a hash of their content, so that browsers
 * keep them for good. The parts of a style sheet or a script are joined into one file, since each
 * further request costs a telephone more than its bytes; comments that stand on lines of their own
 * are for those who read the source, and are not sent.
 */
public final class Assets {
  /** Which links browsers may load ahead; named by a header of every public page. */
  static final String SPECULATION_RULES = "speculation-rules.json";

  private static final String PREFIX = "/static/";
  private static final Pattern IMPORT =
      Pattern.compile("@import\\s+(?:url\\()?\"([^\"]+)\"\\)?\\s*;");
  private static final Pattern MODULE_IMPORT = Pattern.compile("(?m)^import \"\\./([^\"]+)\";$");
  private static final Pattern COMMENT =
      Pattern.compile("(?m)^[ \\t]*/\\*[^*]*+(?:\\*(?!/)[^*]*+)*+\\*/[ \\t]*\\R");
  private static final Map<String, String> CONTENT_TYPES =
      Map.of(
          "css", "text/css; charset=utf-8",
          "json", "application/speculationrules+json",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "woff2", "font/woff2");

  private final Map<String, Asset> byHashedPath = new LinkedHashMap<>();
  private final Map<String, String> hrefs = new LinkedHashMap<>();
  private final Map<String, byte[]> coded = new ConcurrentHashMap<>();

  /** Those of the portal. */
  public static Assets load() {
    return new Assets(
        "css/site.css",
        SPECULATION_RULES,
        "js/site.js",
        "img/icon.svg",
        "img/icon-192.png",
        "img/icon-512.png",
        "img/icon-maskable-512.png",
        "img/apple-touch-icon.png",
        "css/admin.css",
        "js/admin.js",
        "js/passkey.js",
        "js/manuscript.js",
        "js/record.js",
        "js/cues.js",
        "js/portrait.js");
  }

  /**
   * @param names paths below static/, for example {@code css/site.css}
   */
  Assets(String... names) {
    for (String name : names) {
      byte[] bytes = sent(name);
      int dot = name.lastIndexOf('.');
      String hashed = PREFIX + name.substring(0, dot) + "." + hash(bytes) + name.substring(dot);
      hrefs.put(name, hashed);
      byHashedPath.put(hashed, new Asset(bytes, contentType(name.substring(dot + 1))));
    }
  }

  /**
   * @throws IllegalArgumentException where the asset was not declared
   */
  public String href(String name) {
    String href = hrefs.get(name);
    if (href == null) {
      throw new IllegalArgumentException("static/" + name + " is not declared among the assets");
    }
    return href;
  }

  public void addRoutes(RouteTable routes) {
    routes.get(PREFIX + "<name>", Role.PUBLIC, this::serve);
  }

  private void serve(Context context) {
    Asset asset = byHashedPath.get(context.path());
    if (asset == null) {
      throw new NotFoundResponse();
    }
    HttpCache.immutable(context);
    context.contentType(asset.contentType());
    if (!asset.isText()) {
      context.result(asset.bytes());
      return;
    }
    context.disableCompression();
    switch (Codings.best(context.header("Accept-Encoding"))) {
      case BROTLI, BROTLI_ALONE -> sendCoded(context, asset, "br");
      case GZIP -> sendCoded(context, asset, "gzip");
      case IDENTITY -> context.result(asset.bytes());
    }
  }

  /** Made once, as small as it gets: the style sheet is waited for before anything is seen. */
  private void sendCoded(Context context, Asset asset, String coding) {
    byte[] coded =
        this.coded.computeIfAbsent(context.path() + " " + coding, key -> asset.coded(coding));
    if (coded.length > 0) {
      context.header("Content-Encoding", coding);
    }
    context.result(coded.length > 0 ? coded : asset.bytes());
  }

  static byte[] sent(String name) {
    if (name.endsWith(".css")) {
      return withoutLineBreaks(withoutComments(joined(name))).getBytes(UTF_8);
    }
    return name.endsWith(".js") ? withoutComments(joinedModule(name)).getBytes(UTF_8) : read(name);
  }

  static String withoutComments(String source) {
    return COMMENT.matcher(source).replaceAll("");
  }

  /** Of a style sheet; a string in it never goes over several lines. */
  static String withoutLineBreaks(String css) {
    String dense =
        css.replaceAll(";[ \\t]*\\R\\s*\\}", "}").replaceAll("[ \\t]*([{};,])[ \\t]*\\R\\s*", "$1");
    return dense.replaceAll("[ \\t]*\\R\\s*", " ");
  }

  private static String joined(String name) {
    String folder = name.substring(0, name.lastIndexOf('/') + 1);
    Matcher imports = IMPORT.matcher(new String(read(name), UTF_8));
    StringBuilder whole = new StringBuilder();
    while (imports.find()) {
      imports.appendReplacement(whole, Matcher.quoteReplacement(joined(folder + imports.group(1))));
    }
    return imports.appendTail(whole).toString();
  }

  /**
   * Modules that export nothing: a block apiece keeps their names apart, as files of their own do.
   */
  private static String joinedModule(String name) {
    String folder = name.substring(0, name.lastIndexOf('/') + 1);
    return MODULE_IMPORT
        .matcher(new String(read(name), UTF_8))
        .replaceAll(
            part -> Matcher.quoteReplacement("{\n" + joinedModule(folder + part.group(1)) + "}"));
  }

  private static byte[] read(String name) {
    try (InputStream stream = Assets.class.getResourceAsStream("/static/" + name)) {
      if (stream == null) {
        throw new IllegalStateException("static/" + name + " is missing from the program");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String contentType(String extension) {
    String type = CONTENT_TYPES.get(extension);
    if (type == null) {
      throw new IllegalArgumentException("no content type is known for ." + extension);
    }
    return type;
  }

  /** The beginning of its SHA-256: enough to tell one content from another. */
  public static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  private record Asset(byte[] bytes, String contentType) {
    boolean isText() {
      return !contentType.equals("image/png") && !contentType.startsWith("font/");
    }

    /** Empty where it cannot be made. */
    byte[] coded(String coding) {
      return coding.equals("br") ? KeptPage.brotli(bytes, 11) : KeptPage.gzip(bytes, 9);
    }
  }
}
