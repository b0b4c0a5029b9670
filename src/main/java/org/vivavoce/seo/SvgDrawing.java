package org.vivavoce.seo;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * A drawing of filled and stroked rectangles, circles and paths, as the demonstration's portraits
 * are. Of SVG nothing else is understood, and nothing else is guessed at.
 *
 * @param side of the square view box
 */
record SvgDrawing(double side, List<Part> parts) {
  private static final int LARGEST_BYTES = 64_000;
  private static final int MOST_PARTS = 500;

  /** Of all parts together: each costs time wherever it is drawn. */
  private static final int MOST_SEGMENTS = 4_000;

  /** How far beyond its view box anything may reach, as a multiple of its side. */
  private static final double FARTHEST = 4;

  private static final Pattern NUMBER =
      Pattern.compile("-?[0-9]{1,6}(?:\\.[0-9]{1,9})?|-?\\.[0-9]{1,9}");
  private static final Pattern VIEW_BOX =
      Pattern.compile("0 0 ([1-9][0-9]{0,3}) ([1-9][0-9]{0,3})");
  private static final Pattern COLOR = Pattern.compile("#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})");
  private static final Pattern COMMANDS =
      Pattern.compile("\\s*(?:([MmLlHhVvCcSsQqAaZz])|([+-]?(?:[0-9]*\\.[0-9]+|[0-9]+\\.?)),?)\\s*");

  SvgDrawing {
    parts = List.copyOf(parts);
  }

  /** Empty where it is no such drawing. */
  static Optional<SvgDrawing> parse(byte[] svg) {
    if (svg.length > LARGEST_BYTES) {
      return Optional.empty();
    }
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(svg));
      try {
        return Optional.of(drawing(reader));
      } finally {
        reader.close();
      }
    } catch (XMLStreamException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static SvgDrawing drawing(XMLStreamReader reader) throws XMLStreamException {
    double side = 0;
    int segments = 0;
    List<Part> parts = new ArrayList<>();
    while (reader.hasNext()) {
      if (reader.next() != XMLStreamConstants.START_ELEMENT) {
        continue;
      }
      if (side == 0) {
        side = side(reader);
      } else if (parts.size() < MOST_PARTS) {
        Part part = part(reader);
        segments += segments(part.shape(), side);
        if (segments > MOST_SEGMENTS || part.strokeWidth() > FARTHEST * side) {
          throw new IllegalArgumentException("more to draw than a portrait has");
        }
        parts.add(part);
      } else {
        throw new IllegalArgumentException("more parts than a portrait has");
      }
    }
    return new SvgDrawing(side, parts);
  }

  private static double side(XMLStreamReader root) {
    Matcher box = VIEW_BOX.matcher(text(root, "viewBox", ""));
    if (!root.getLocalName().equals("svg")
        || !box.matches()
        || !box.group(1).equals(box.group(2))) {
      throw new IllegalArgumentException("no drawing with a square view box");
    }
    return Double.parseDouble(box.group(1));
  }

  /** Counts them; none leads far away or nowhere, as what overflows and what is not a number do. */
  private static int segments(Shape shape, double side) {
    int count = 0;
    double[] points = new double[6];
    for (PathIterator each = shape.getPathIterator(null); !each.isDone(); each.next()) {
      count++;
      int numbers =
          switch (each.currentSegment(points)) {
            case PathIterator.SEG_CLOSE -> 0;
            case PathIterator.SEG_QUADTO -> 4;
            case PathIterator.SEG_CUBICTO -> 6;
            default -> 2;
          };
      for (int at = 0; at < numbers; at++) {
        if (!(Math.abs(points[at]) <= FARTHEST * side)) {
          throw new IllegalArgumentException("a shape that reaches too far");
        }
      }
    }
    return count;
  }

  private static Part part(XMLStreamReader element) {
    for (int at = 0; at < element.getAttributeCount(); at++) {
      String name = element.getAttributeLocalName(at);
      if (name.equals("transform")
          || name.equals("style")
          || name.equals("class")
          || name.endsWith("opacity")) {
        throw new IllegalArgumentException(name + " is not understood");
      }
    }
    Shape shape =
        switch (element.getLocalName()) {
          case "rect" ->
              new Rectangle2D.Double(
                  number(element, "x"),
                  number(element, "y"),
                  size(element, "width", "0"),
                  size(element, "height", "0"));
          case "circle" -> {
            double radius = size(element, "r", "0");
            yield new Ellipse2D.Double(
                number(element, "cx") - radius,
                number(element, "cy") - radius,
                2 * radius,
                2 * radius);
          }
          case "path" ->
              path(text(element, "d", ""), text(element, "fill-rule", "nonzero").equals("evenodd"));
          default ->
              throw new IllegalArgumentException(element.getLocalName() + " is not understood");
        };
    return new Part(
        shape,
        color(text(element, "fill", "#000")),
        color(text(element, "stroke", "none")),
        size(element, "stroke-width", "1"),
        text(element, "stroke-linecap", "butt").equals("round"));
  }

  private static String text(XMLStreamReader element, String name, String otherwise) {
    String value = element.getAttributeValue(null, name);
    return value == null ? otherwise : value;
  }

  private static double number(XMLStreamReader element, String name) {
    return number(text(element, name, "0"));
  }

  private static double size(XMLStreamReader element, String name, String otherwise) {
    double size = number(text(element, name, otherwise));
    if (size < 0) {
      throw new IllegalArgumentException(name + " below nothing");
    }
    return size;
  }

  /** Without exponents, and what else Java takes for a number. */
  private static double number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new IllegalArgumentException("a number that is not understood");
    }
    return Double.parseDouble(text);
  }

  private static @Nullable Color color(String value) {
    if (value.equals("none")) {
      return null;
    }
    Matcher color = COLOR.matcher(value);
    if (!color.matches()) {
      throw new IllegalArgumentException("a colour that is not understood");
    }
    String digits = color.group(1);
    return new Color(
        Integer.parseInt(
            digits.length() == 3 ? digits.replaceAll("(\\p{XDigit})", "$1$1") : digits, 16));
  }

  /**
   * @param data the language of a path's {@code d}, without smooth quadratic curves
   * @throws IllegalArgumentException where it says something else
   */
  static Path2D path(String data, boolean evenOdd) {
    Path2D path = new Path2D.Double(evenOdd ? Path2D.WIND_EVEN_ODD : Path2D.WIND_NON_ZERO);
    Pen pen = new Pen(path);
    Matcher token = COMMANDS.matcher(data);
    int at = 0;
    char command = 0;
    List<Double> numbers = new ArrayList<>();
    while (at < data.length()) {
      if (!token.find(at) || token.start() != at) {
        throw new IllegalArgumentException("a path that is not understood");
      }
      at = token.end();
      if (token.group(1) != null) {
        pen.draw(command, numbers);
        command = token.group(1).charAt(0);
        numbers.clear();
      } else {
        numbers.add(Double.parseDouble(token.group(2)));
      }
    }
    pen.draw(command, numbers);
    return path;
  }

  /** Draws into a square of that side. */
  void draw(Graphics2D graphics, double x, double y, double drawnSide) {
    Graphics2D own = (Graphics2D) graphics.create();
    own.translate(x, y);
    own.scale(drawnSide / side, drawnSide / side);
    for (Part part : parts) {
      if (part.fill() != null) {
        own.setColor(part.fill());
        own.fill(part.shape());
      }
      if (part.stroke() != null) {
        own.setColor(part.stroke());
        own.setStroke(
            new BasicStroke(
                (float) part.strokeWidth(),
                part.roundCap() ? BasicStroke.CAP_ROUND : BasicStroke.CAP_BUTT,
                BasicStroke.JOIN_MITER));
        own.draw(part.shape());
      }
    }
    own.dispose();
  }

  /** One shape of a drawing. */
  record Part(
      Shape shape,
      @Nullable Color fill,
      @Nullable Color stroke,
      double strokeWidth,
      boolean roundCap) {}

  /** Where a path's next line begins. */
  private static final class Pen {
    private final Path2D path;
    private double x;
    private double y;
    private double startX;
    private double startY;
    private double controlX;
    private double controlY;

    Pen(Path2D path) {
      this.path = path;
    }

    void draw(char command, List<Double> numbers) {
      char absolute = Character.toUpperCase(command);
      int each =
          switch (absolute) {
            case 0, 'Z' -> 0;
            case 'H', 'V' -> 1;
            case 'M', 'L' -> 2;
            case 'S', 'Q' -> 4;
            case 'C' -> 6;
            case 'A' -> 7;
            default -> throw new IllegalArgumentException(command + " is not understood");
          };
      if (each == 0 ? !numbers.isEmpty() : numbers.isEmpty() || numbers.size() % each != 0) {
        throw new IllegalArgumentException(command + " with too many or too few numbers");
      }
      if (absolute == 'Z') {
        close();
      }
      for (int from = 0; from < numbers.size(); from += each) {
        boolean relative = command != absolute;
        // More pairs after the first of M are lines.
        char step = absolute == 'M' && from > 0 ? 'L' : absolute;
        segment(step, relative, numbers.subList(from, from + each));
      }
    }

    private void close() {
      path.closePath();
      x = startX;
      y = startY;
      controlX = x;
      controlY = y;
    }

    private void segment(char step, boolean relative, List<Double> numbers) {
      if (step == 'A') {
        arc(numbers, relative);
        return;
      }
      double[] to = new double[numbers.size()];
      for (int at = 0; at < to.length; at++) {
        double from = !relative ? 0 : step == 'V' || (step != 'H' && at % 2 == 1) ? y : x;
        to[at] = numbers.get(at) + from;
      }
      if (step == 'M') {
        path.moveTo(to[0], to[1]);
        startX = to[0];
        startY = to[1];
        at(to[0], to[1], to[0], to[1]);
        return;
      }
      if (path.getCurrentPoint() == null) {
        throw new IllegalArgumentException("a path that begins nowhere");
      }
      switch (step) {
        case 'L' -> lineTo(to[0], to[1]);
        case 'H' -> lineTo(to[0], y);
        case 'V' -> lineTo(x, to[0]);
        case 'Q' -> {
          path.quadTo(to[0], to[1], to[2], to[3]);
          at(to[2], to[3], to[2], to[3]);
        }
        case 'C' -> {
          path.curveTo(to[0], to[1], to[2], to[3], to[4], to[5]);
          at(to[4], to[5], to[2], to[3]);
        }
        default -> {
          path.curveTo(2 * x - controlX, 2 * y - controlY, to[0], to[1], to[2], to[3]);
          at(to[2], to[3], to[0], to[1]);
        }
      }
    }

    /**
     * @see <a href="https://www.w3.org/TR/SVG11/implnote.html#ArcImplementationNotes">From end
     *     points to a centre</a>
     */
    private void arc(List<Double> numbers, boolean relative) {
      if (path.getCurrentPoint() == null) {
        throw new IllegalArgumentException("a path that begins nowhere");
      }
      double toX = numbers.get(5) + (relative ? x : 0);
      double toY = numbers.get(6) + (relative ? y : 0);
      double radiusX = Math.abs(numbers.get(0));
      double radiusY = Math.abs(numbers.get(1));
      if (radiusX == 0 || radiusY == 0 || (toX == x && toY == y)) {
        lineTo(toX, toY);
        return;
      }
      double tilt = Math.toRadians(numbers.get(2));
      double halfX = (x - toX) / 2;
      double halfY = (y - toY) / 2;
      double turnedX = Math.cos(tilt) * halfX + Math.sin(tilt) * halfY;
      double turnedY = -Math.sin(tilt) * halfX + Math.cos(tilt) * halfY;
      double reach = square(turnedX / radiusX) + square(turnedY / radiusY);
      if (reach > 1) {
        radiusX *= Math.sqrt(reach);
        radiusY *= Math.sqrt(reach);
        reach = 1;
      }
      boolean sweep = numbers.get(4) != 0;
      double aside = Math.sqrt(1 / reach - 1) * ((numbers.get(3) != 0) == sweep ? -1 : 1);
      double centreX = aside * radiusX * turnedY / radiusY;
      double centreY = -aside * radiusY * turnedX / radiusX;
      double from = Math.atan2((turnedY - centreY) / radiusY, (turnedX - centreX) / radiusX);
      double to = Math.atan2((-turnedY - centreY) / radiusY, (-turnedX - centreX) / radiusX);
      double extent = Math.toDegrees(to - from) % 360;
      if (sweep && extent < 0) {
        extent += 360;
      } else if (!sweep && extent > 0) {
        extent -= 360;
      }
      Arc2D arc =
          new Arc2D.Double(
              centreX - radiusX,
              centreY - radiusY,
              2 * radiusX,
              2 * radiusY,
              -Math.toDegrees(from),
              -extent,
              Arc2D.OPEN);
      AffineTransform place = AffineTransform.getTranslateInstance((x + toX) / 2, (y + toY) / 2);
      place.rotate(tilt);
      path.append(place.createTransformedShape(arc), true);
      at(toX, toY, toX, toY);
    }

    private static double square(double value) {
      return value * value;
    }

    private void lineTo(double toX, double toY) {
      path.lineTo(toX, toY);
      at(toX, toY, toX, toY);
    }

    private void at(double toX, double toY, double lastControlX, double lastControlY) {
      x = toX;
      y = toY;
      controlX = lastControlX;
      controlY = lastControlY;
    }
  }
}
