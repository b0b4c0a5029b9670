package org.vivavoce.web;

import org.jspecify.annotations.Nullable;

/**
 * A doctor's picture, decorative beside the doctor's name: an image where there is one, else
 * initials on one of eight tints.
 *
 * @param small the same picture for a corner of a list, or the very same where there is no smaller
 * @param tint 1 to 8
 */
public record Portrait(@Nullable String src, @Nullable String small, String initials, int tint) {}
