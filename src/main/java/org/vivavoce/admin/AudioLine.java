package org.vivavoce.admin;

import org.jspecify.annotations.Nullable;
import org.vivavoce.content.MediaType;
import org.vivavoce.web.Duration;
import org.vivavoce.web.Frame;

/**
 * A recording to be heard in the newsroom, as it was sent.
 *
 * @param state what has become of it: whether listeners get it evened out
 */
public record AudioLine(String href, String type, Duration length, String size, String state) {
  static AudioLine of(ManuscriptQueries.Sound sound, Frame frame) {
    @Nullable String problem = sound.problem();
    return new AudioLine(
        frame.paths().manuscriptMedia(sound.original()),
        MediaType.of(sound.original()),
        frame.words().duration(Math.max(1, sound.originalMillis() / 1000)),
        frame.words().size(sound.originalBytes()),
        problem == null
            ? frame.words().of("audio." + sound.status())
            : frame.words().of("audio.problem", problem));
  }
}
