package org.vivavoce.content;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A voice answer as listeners get it.
 *
 * @param audio the name under /media of the file that plays everywhere, for example {@code
 *     3f…9a.mp3}
 * @param audioOpus the name of the smaller file for those who can play it, or null
 * @param durationMillis of {@code audio}
 * @param byteLength of {@code audio}
 * @param waveform how loud each of 200 equal stretches is, 0 to 255, where the loudest is 255;
 *     empty until it is computed
 * @param synthetic whether a machine speaks
 * @param cuesEstimated whether the times of the cues were worked out, and not written down by
 *     somebody who listened
 */
public record Recording(
    String audio,
    @Nullable String audioOpus,
    int durationMillis,
    long byteLength,
    List<Integer> waveform,
    boolean synthetic,
    boolean cuesEstimated,
    List<Cue> cues) {
  public Recording {
    requireNonNull(audio);
    waveform = List.copyOf(waveform);
    cues = List.copyOf(cues);
  }
}
