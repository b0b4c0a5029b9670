package org.vivavoce.seo;

import java.awt.Color;

/** The light theme's colours, as {@code static/css/tokens.css} has them. */
enum Palette {
  SAND_50(0xfaf6ef),
  SAND_100(0xf2eadd),
  SAND_200(0xe3d7c4),
  INK_900(0x1d2a2e),
  INK_700(0x465559),
  SEA_700(0x0d5a5c),
  SEA_300(0x86d0c8),
  SEA_100(0xdcecea),
  CLAY_600(0xa9482a),
  CLAY_300(0xf0a483),
  CLAY_100(0xfae6dc),
  BLUE_700(0x1c4f86),
  BLUE_300(0x9cc4f0),
  BLUE_100(0xe3edf7),
  AMBER_300(0xf4bf6e),
  AMBER_100(0xfcebd0),
  SUN_300(0xffd34d),
  NIGHT_900(0x151e20),
  NIGHT_950(0x0f1618),
  WHITE(0xffffff);

  private final int rgb;

  Palette(int rgb) {
    this.rgb = rgb;
  }

  Color color() {
    return new Color(rgb);
  }

  /** As in a style sheet. */
  String css() {
    return String.format("#%06x", rgb);
  }
}
