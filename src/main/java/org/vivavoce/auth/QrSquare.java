package org.vivavoce.auth;

import io.nayuki.qrcodegen.QrCode;

/**
 * A text as a square that telephones read.
 *
 * @param size how many dots it is wide and high, the quiet zone of four included
 * @param path its dark dots as an SVG path
 */
record QrSquare(int size, String path) {
  private static final int QUIET = 4;

  static QrSquare of(String text) {
    QrCode code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      for (int x = 0; x < code.size; x++) {
        if (code.getModule(x, y)) {
          path.append('M').append(x + QUIET).append(' ').append(y + QUIET).append("h1v1h-1z");
        }
      }
    }
    return new QrSquare(code.size + 2 * QUIET, path.toString());
  }
}
