package org.vivavoce.web;

import org.jspecify.annotations.Nullable;

/**
 * A voice answer to play.
 *
 * @param title the question; with the doctor's name it tells its controls from those of others
 * @param href of the file that plays everywhere
 * @param type its content type
 * @param opusHref of the smaller file for those who can play it, or null
 */
public record Sound(
    String title, String doctor, String href, String type, @Nullable String opusHref) {}
