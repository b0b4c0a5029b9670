package org.vivavoce.admin;

import java.awt.Rectangle;

/**
 * Which square of a picture becomes the portrait, said so that it needs no measuring.
 *
 * @param across where it lies between the left edge (0) and the right one (100)
 * @param down where it lies between the top (0) and the bottom (100)
 * @param size its side, in percent of the picture's shorter one: 10 to 100
 */
record PortraitCrop(int across, int down, int size) {
  static final int SMALLEST_SIZE = 10;

  /** The largest square, in the middle. */
  static final PortraitCrop CENTRE = new PortraitCrop(50, 50, 100);

  PortraitCrop {
    if (across < 0
        || across > 100
        || down < 0
        || down > 100
        || size < SMALLEST_SIZE
        || size > 100) {
      throw new IllegalArgumentException("a crop is told in percent");
    }
  }

  Rectangle of(int width, int height) {
    int side = Math.max(1, (int) ((long) Math.min(width, height) * size / 100));
    return new Rectangle(
        (int) ((long) (width - side) * across / 100),
        (int) ((long) (height - side) * down / 100),
        side,
        side);
  }
}
