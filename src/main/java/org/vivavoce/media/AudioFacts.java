package org.vivavoce.media;

import static java.util.Objects.requireNonNull;

/**
 * What a sound file is, found by reading it through.
 *
 * @param contentType {@code audio/mpeg}, {@code audio/mp4}, {@code audio/aac}, {@code audio/ogg},
 *     {@code audio/webm} or {@code audio/wav}
 * @param codec {@code mp3}, {@code aac}, {@code opus}, {@code vorbis} or {@code pcm}
 * @param bitRate in bit/s, on average over the file
 * @param sampleRate in Hz
 */
public record AudioFacts(
    String contentType,
    String codec,
    int durationMillis,
    int bitRate,
    int channels,
    int sampleRate) {
  public AudioFacts {
    requireNonNull(contentType);
    requireNonNull(codec);
  }
}
