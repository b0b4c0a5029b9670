package org.vivavoce.web;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;

/**
 * A page as it is sent, in every coding that was made of it, each with its headers as they go over
 * the wire. It never changes: one that gets a further coding is another.
 */
final class KeptPage {
  static final String CACHE_CONTROL = "public, max-age=0, must-revalidate";
  static final String NO_STORE = "no-store";

  /**
   * Of 11, which takes two and a half times as long for 3 % less; 9 takes as long for 11 % more.
   */
  private static final int BROTLI_QUALITY = 10;

  /** What an entry costs beside its bytes, about. */
  private static final int OVERHEAD_BYTES = 4_000;

  /**
   * While somebody waits: 9 takes half as long again for an answer, and three times as long for a
   * long list, for 3 to 5 % less. Nearly all browsers take Brotli once a page is asked for often.
   */
  private static final int KEPT_GZIP = 4;

  private static final int QUICKEST_GZIP = 1;

  private final Representation identity;
  private final Representation gzip;
  private final @Nullable Representation brotli;
  private final int plainLength;
  private final Common common;
  private final Set<String> tags;
  private final long madeMillis;

  private KeptPage(
      Representation identity,
      Representation gzip,
      @Nullable Representation brotli,
      int plainLength,
      Common common,
      Set<String> tags,
      long madeMillis) {
    this.identity = identity;
    this.gzip = gzip;
    this.brotli = brotli;
    this.plainLength = plainLength;
    this.common = common;
    this.tags = tags;
    this.madeMillis = madeMillis;
  }

  /**
   * @param headers those that every reader of it gets, whatever the coding
   * @param tags what it shows: it is no longer true when one of these changes
   * @param acceptEncoding of whoever asks
   * @param kept whether it is sent more than once: then it is made smaller, else quickly, and only
   *     in the coding that is asked for
   * @param typed whether its address is what somebody typed: then nobody else is to keep it
   */
  static KeptPage of(
      byte[] bytes,
      String declaredType,
      List<HttpField> headers,
      Set<String> tags,
      long madeMillis,
      @Nullable String acceptEncoding,
      boolean kept,
      boolean typed) {
    String hash = HttpCache.checksum(bytes);
    // As the servlet container writes it.
    Common common = new Common(declaredType.replace("; ", ";"), headers, typed);
    if (!kept && !Codings.best(acceptEncoding).isGzipGood()) {
      Representation only = Representation.of(bytes, null, hash, common);
      return new KeptPage(only, only, null, bytes.length, common, Set.copyOf(tags), madeMillis);
    }
    byte[] gzip = gzip(bytes, kept ? KEPT_GZIP : QUICKEST_GZIP);
    return new KeptPage(
        kept
            ? Representation.packed(gzip, bytes.length, hash, common)
            : Representation.of(bytes, null, hash, common),
        // Other bytes are another representation.
        Representation.of(gzip, "gzip", kept ? hash : hash + "-quick", common),
        null,
        bytes.length,
        common,
        Set.copyOf(tags),
        madeMillis);
  }

  /** The same, with what most browsers would rather have; the same where that cannot be made. */
  KeptPage withBrotli() {
    byte[] bytes = brotli == null ? brotli(gunzip(gzip.bytes()), BROTLI_QUALITY) : new byte[0];
    if (bytes.length == 0) {
      return this;
    }
    String tag = identity.etag.substring(1, identity.etag.length() - 1);
    return new KeptPage(
        identity,
        gzip,
        Representation.of(bytes, "br", tag, common),
        plainLength,
        common,
        tags,
        madeMillis);
  }

  /** Whether its address is what somebody typed. */
  boolean isTyped() {
    return common.typed();
  }

  boolean hasBrotli() {
    return brotli != null;
  }

  /**
   * What a reader gets who accepts these codings.
   *
   * @param acceptEncoding the header's value, or null
   */
  Representation representation(@Nullable String acceptEncoding) {
    return switch (Codings.best(acceptEncoding)) {
      case BROTLI -> brotli == null ? gzip : brotli;
      case BROTLI_ALONE -> brotli == null ? identity : brotli;
      case GZIP -> gzip;
      case IDENTITY -> identity;
    };
  }

  /** Whether the reader's copy is still good, in whatever coding it was sent. */
  boolean isHeld(@Nullable String ifNoneMatch) {
    return ifNoneMatch != null
        && !common.typed()
        // As browsers send it back.
        && (gzip.etag.equals(ifNoneMatch)
            || (brotli != null && brotli.etag.equals(ifNoneMatch))
            || HttpCache.names(ifNoneMatch, identity.etag)
            || HttpCache.names(ifNoneMatch, gzip.etag)
            || (brotli != null && HttpCache.names(ifNoneMatch, brotli.etag)));
  }

  boolean shows(Set<String> changed) {
    for (String tag : tags) {
      if (changed.contains(tag)) {
        return true;
      }
    }
    return false;
  }

  long madeMillis() {
    return madeMillis;
  }

  /** As if every coding were held. */
  int weight() {
    return plainLength
        + gzip.bytes().length
        + (brotli == null ? 0 : brotli.bytes().length)
        + OVERHEAD_BYTES;
  }

  /** Empty where the encoder does not run on this machine. */
  static byte[] brotli(byte[] bytes, int quality) {
    if (!Brotli4jLoader.isAvailable()) {
      return new byte[0];
    }
    try {
      return Encoder.compress(bytes, Encoder.Parameters.create(quality).setMode(Encoder.Mode.TEXT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gunzip(byte[] bytes) {
    try (GZIPInputStream unzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return unzip.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] gzip(byte[] bytes, int level) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 3);
    try (GZIPOutputStream zip =
        new GZIPOutputStream(out, 8_192) {
          {
            def.setLevel(level);
            def.setStrategy(Deflater.DEFAULT_STRATEGY);
          }
        }) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * What is the same in every coding.
   *
   * @param typed whether nobody else is to keep it
   */
  private record Common(String contentType, List<HttpField> headers, boolean typed) {}

  /** One coding of it. */
  static final class Representation {
    private final byte @Nullable [] packed;
    private final String etag;
    private final HttpFields whole;
    private final HttpFields unchanged;
    private volatile byte @Nullable [] bytes;

    private Representation(
        byte @Nullable [] bytes,
        byte @Nullable [] packed,
        String etag,
        HttpFields whole,
        HttpFields unchanged) {
      this.bytes = bytes;
      this.packed = packed;
      this.etag = etag;
      this.whole = whole;
      this.unchanged = unchanged;
    }

    /** Headers of 200. */
    HttpFields whole() {
      return whole;
    }

    /** Headers of 304. */
    HttpFields unchanged() {
      return unchanged;
    }

    byte[] bytes() {
      byte[] known = bytes;
      if (known == null) {
        known = gunzip(Objects.requireNonNull(packed));
        bytes = known;
      }
      return known;
    }

    /**
     * What is not compressed: hardly a reader asks for it, so that it is only kept once one has.
     */
    private static Representation packed(byte[] gzip, int length, String hash, Common common) {
      return of(null, gzip, length, null, hash, common);
    }

    private static Representation of(
        byte[] bytes, @Nullable String coding, String hash, Common common) {
      return of(bytes, null, bytes.length, coding, hash, common);
    }

    private static Representation of(
        byte @Nullable [] bytes,
        byte @Nullable [] packed,
        int length,
        @Nullable String coding,
        String hash,
        Common common) {
      String etag = "\"" + hash + (coding == null ? "" : "-" + coding) + "\"";
      HttpFields.Mutable fields = HttpFields.build();
      common.headers().forEach(fields::add);
      if (common.typed()) {
        fields.add(new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, NO_STORE));
      } else {
        fields.add(new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, CACHE_CONTROL));
        fields.add(new PreEncodedHttpField(HttpHeader.ETAG, etag));
      }
      fields.add(new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, common.contentType()));
      HttpFields unchanged = fields.asImmutable();
      HttpFields.Mutable whole = HttpFields.build(unchanged);
      if (coding != null) {
        whole.add(new PreEncodedHttpField(HttpHeader.CONTENT_ENCODING, coding));
      }
      whole.add(new HttpField.LongValueHttpField(HttpHeader.CONTENT_LENGTH, length));
      return new Representation(bytes, packed, etag, whole.asImmutable(), unchanged);
    }
  }
}
