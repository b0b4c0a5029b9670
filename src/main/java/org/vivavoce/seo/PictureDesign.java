package org.vivavoce.seo;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Head;

/** Draws pictures with the site's colours and mark. */
final class PictureDesign {
  /** Changes with every change of what pictures look like, so that nobody keeps older ones. */
  static final int EDITION = 2;

  static final int COVER_SIDE = 1400;
  private static final int WIDTH = Head.IMAGE_WIDTH;
  private static final int HEIGHT = Head.IMAGE_HEIGHT;
  private static final int MARGIN = 72;
  private static final int BAND = 184;
  private static final double MARK_SIDE = 40;

  /** As in {@code static/img/icon.svg}. */
  static final String BUBBLE_DATA =
      "M20 3C10.1 3 2 10 2 18.8c0 4.7 2.3 8.9 6 11.8L7 37.5l7.6-3.6c1.7.5 3.5.7 5.4.7"
          + " 9.9 0 18-7 18-15.8S29.9 3 20 3Z";

  static final String WAVE_DATA = "M11 16.5v5M15.5 13v12M20 9.5v19M24.5 14v10M29 17v4";
  private static final Path2D BUBBLE = SvgDrawing.path(BUBBLE_DATA, false);
  private static final Path2D WAVE = SvgDrawing.path(WAVE_DATA, false);

  static {
    // Nothing is ever shown on a screen of the machine, whatever its environment says.
    System.setProperty("java.awt.headless", "true");
  }

  private final Picture picture;
  private final @Nullable Portrait portrait;
  private final Theme theme;
  private final BufferedImage image;
  private final Graphics2D graphics;

  /**
   * @param portrait of who speaks; without one, the initials are drawn
   */
  private PictureDesign(Picture picture, @Nullable Portrait portrait) {
    this.picture = picture;
    this.portrait = portrait;
    this.theme = Theme.of(picture);
    boolean cover = picture.format().isCover();
    this.image =
        new BufferedImage(
            cover ? COVER_SIDE : WIDTH,
            cover ? COVER_SIDE : HEIGHT,
            // Podcast apps refuse covers that can be seen through.
            BufferedImage.TYPE_INT_RGB);
    this.graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
  }

  static BufferedImage draw(Picture picture, @Nullable Portrait portrait) {
    PictureDesign design = new PictureDesign(picture, portrait);
    try {
      design.draw();
      return design.image;
    } finally {
      design.graphics.dispose();
    }
  }

  private void draw() {
    switch (picture.format()) {
      case SHARED_SITE -> sharedSite();
      case SHARED_ANSWER -> sharedAnswer();
      case SHARED_DOCTOR -> sharedDoctor();
      case SHARED_LIST -> sharedList();
      default -> cover();
    }
  }

  private void sharedAnswer() {
    paper();
    double top = header(picture.label());
    headlineWithin(top, HEIGHT - BAND - 28, 104, 38);
    band();
    double middle = HEIGHT - BAND / 2.0;
    Picture.Voice voice = picture.voice();
    if (voice != null) {
      portrait(voice, MARGIN, middle - 62, 124, Palette.WHITE.color());
      double left = MARGIN + 124 + 28;
      speaker(voice, left, middle, 672 - left);
    }
    sign(740, middle, 34);
    double width = WIDTH - MARGIN - 800.0;
    boolean wave = picture.heard() && !picture.waveform().isEmpty();
    if (wave) {
      bars(picture.waveform(), 800, middle - 22, width, 92, 6, theme.light());
    }
    Typeface.medium()
        .legible(picture.note())
        .ifPresent(
            note -> {
              TextBlock block =
                  wave
                      ? TextBlock.line(Typeface.medium(), note, width, 27, 27)
                      : TextBlock.fit(Typeface.medium(), note, "en", width, 96, 32, 24, 1.22);
              centred(block, 800, wave ? middle + 54 : middle, Palette.WHITE.color());
            });
  }

  private void sharedDoctor() {
    paper();
    double top = header(null);
    double side = 300;
    Picture.Voice voice = picture.voice();
    if (voice != null) {
      double left = WIDTH - MARGIN - side;
      portrait(voice, left, (HEIGHT - BAND + top - 46) / 2 - side / 2, side, theme.strong());
      double width = left - 48 - MARGIN;
      double bottom = headline(MARGIN, top, width, 160, 84, 44) + 18;
      for (String line : lines(voice.credentials(), voice.institution())) {
        TextBlock block = TextBlock.fit(Typeface.regular(), line, "en", width, 74, 29, 29, 1.25);
        bottom = text(block, MARGIN, bottom, Palette.INK_700.color()) + 6;
      }
    }
    noteBand();
  }

  private void sharedList() {
    paper();
    double top = header(picture.label());
    headlineWithin(top, HEIGHT - BAND - 32, 136, 48);
    noteBand();
  }

  private void sharedSite() {
    fill(Palette.SEA_700.color());
    bars(made(56, picture.site()), 0, 520, WIDTH, 140, 9, theme.light());
    mark(MARGIN, 92, 168, Palette.WHITE.color(), Palette.SEA_700.color());
    double left = MARGIN + 168 + 36;
    Typeface.bold()
        .legible(picture.site())
        .ifPresent(
            name ->
                centred(
                    TextBlock.fit(
                        Typeface.bold(), name, "en", WIDTH - MARGIN - left, 168, 124, 48, 1.1),
                    left,
                    176,
                    Palette.WHITE.color()));
    Typeface.medium()
        .legible(picture.note())
        .ifPresent(
            note ->
                text(
                    TextBlock.fit(
                        Typeface.medium(), note, "en", WIDTH - 2 * MARGIN, 150, 54, 40, 1.22),
                    MARGIN,
                    286,
                    Palette.SEA_100.color()));
    if (picture.demo() != null) {
      pill(picture.demo(), WIDTH - MARGIN, 56);
    }
  }

  private void cover() {
    int margin = 110;
    double width = COVER_SIDE - 2.0 * margin;
    fill(theme.strong());
    Optional<TextBlock> name = headlineBlock(width, 480, 190, 64);
    Optional<TextBlock> note =
        Typeface.medium()
            .legible(picture.note())
            .map(text -> TextBlock.fit(Typeface.medium(), text, "en", width, 130, 50, 40, 1.2));
    double noteTop = COVER_SIDE - 100 - note.map(TextBlock::height).orElse(0.0);
    double top = noteTop - 24 - name.map(TextBlock::height).orElse(0.0);
    Picture.Voice voice = picture.voice();
    if (picture.format() == Picture.Format.SITE_COVER) {
      mark(margin - 16.0, 150, 560, Palette.WHITE.color(), theme.strong());
      bars(made(24, picture.site()), 740, 420, COVER_SIDE - 740.0, 430, 16, theme.light());
    } else {
      coverHeader(margin);
      double middle = (230 + top) / 2;
      double room = top - 230;
      bars(made(36, picture.headline()), 0, middle, COVER_SIDE, room * 0.66, 16, theme.light());
      if (voice != null) {
        double side = Math.min(PortraitFile.LARGEST_SIDE, room - 70);
        portrait(voice, margin, middle - side / 2, side, theme.strong());
      }
    }
    if (picture.demo() != null) {
      pill(picture.demo(), COVER_SIDE - margin, 122);
    }
    name.ifPresent(block -> text(block, margin, top, Palette.WHITE.color()));
    note.ifPresent(block -> text(block, margin, noteTop, theme.pale()));
  }

  private void coverHeader(double left) {
    mark(left, 96, 104, Palette.WHITE.color(), theme.strong());
    Typeface.bold()
        .legible(picture.site())
        .ifPresent(
            name ->
                centred(
                    TextBlock.line(Typeface.bold(), name, 600, 56, 36),
                    left + 130,
                    146,
                    Palette.WHITE.color()));
  }

  private void paper() {
    fill(Palette.SAND_50.color());
  }

  private void fill(Color color) {
    graphics.setColor(color);
    graphics.fill(new Rectangle2D.Double(0, 0, image.getWidth(), image.getHeight()));
  }

  /** The mark, the site's name, and what the picture is about; returns where the rest begins. */
  private double header(@Nullable String label) {
    mark(MARGIN, 46, 60, theme.strong(), Palette.WHITE.color());
    double right = WIDTH - MARGIN;
    if (picture.demo() != null) {
      right = pill(picture.demo(), right, 54) - 24;
    }
    double left = MARGIN + 76;
    Optional<String> name = Typeface.bold().legible(picture.site());
    if (name.isPresent()) {
      TextBlock block = TextBlock.line(Typeface.bold(), name.get(), 420, 36, 28);
      centred(block, left, 75, theme.strong());
      left += Typeface.bold().width(block.lines().get(0), block.size()) + 22;
    }
    Optional<String> about =
        Optional.ofNullable(label).flatMap(text -> Typeface.medium().legible(text));
    if (about.isPresent()) {
      graphics.setColor(Palette.SAND_200.color());
      graphics.fill(new Rectangle2D.Double(left, 56, 3, 38));
      centred(
          TextBlock.line(Typeface.medium(), about.get(), right - left - 24, 32, 26),
          left + 24,
          75,
          Palette.CLAY_600.color());
    }
    return 150;
  }

  private void band() {
    graphics.setColor(theme.strong());
    graphics.fill(new Rectangle2D.Double(0, HEIGHT - BAND, WIDTH, BAND));
  }

  /** What one finds on the page, and a voice, where there is one. */
  private void noteBand() {
    band();
    double middle = HEIGHT - BAND / 2.0;
    sign(MARGIN + 40, middle, 40);
    double left = MARGIN + 112;
    Typeface.medium()
        .legible(picture.note())
        .ifPresent(
            note ->
                centred(
                    TextBlock.fit(Typeface.medium(), note, "en", 560, 120, 38, 30, 1.22),
                    left,
                    middle,
                    Palette.WHITE.color()));
    if (picture.heard()) {
      bars(made(32, picture.headline()), 790, middle, WIDTH - 790.0, 116, 7, theme.light());
    }
  }

  private double headline(
      double left, double top, double width, double height, double largest, double smallest) {
    return headlineBlock(width, height, largest, smallest)
        .map(block -> text(block, left, top, Palette.INK_900.color()))
        .orElse(top);
  }

  /** A little above the middle of what room there is. */
  private void headlineWithin(double top, double bottom, double largest, double smallest) {
    headlineBlock(WIDTH - 2 * MARGIN, bottom - top, largest, smallest)
        .ifPresent(
            block ->
                text(
                    block,
                    MARGIN,
                    top + (bottom - top - block.height()) * 0.42,
                    Palette.INK_900.color()));
  }

  /** Where its letters are missing, what else is known stands in its place, or nothing. */
  private Optional<TextBlock> headlineBlock(
      double width, double height, double largest, double smallest) {
    return Stream.concat(Stream.of(picture.headline()), picture.substitutes().stream())
        .flatMap(text -> Typeface.bold().legible(text).stream())
        .findFirst()
        .map(
            text ->
                TextBlock.fit(
                    Typeface.bold(), text, picture.lang(), width, height, largest, smallest, 1.16));
  }

  private void speaker(Picture.Voice voice, double left, double middle, double width) {
    Optional<TextBlock> name =
        Typeface.bold()
            .legible(voice.name())
            .map(text -> TextBlock.fit(Typeface.bold(), text, "en", width, 82, 40, 27, 1.12));
    Optional<TextBlock> role =
        Optional.ofNullable(voice.credentials())
            .flatMap(Typeface.regular()::legible)
            .map(text -> TextBlock.fit(Typeface.regular(), text, "en", width, 64, 27, 24, 1.18));
    double height =
        name.map(TextBlock::height).orElse(0.0) + role.map(block -> block.height() + 6).orElse(0.0);
    double top = middle - height / 2;
    if (name.isPresent()) {
      top = text(name.get(), left, top, Palette.WHITE.color()) + 6;
    }
    if (role.isPresent()) {
      text(role.get(), left, top, theme.pale());
    }
  }

  private static List<String> lines(@Nullable String first, @Nullable String second) {
    return Stream.of(Optional.ofNullable(first), Optional.ofNullable(second))
        .flatMap(Optional::stream)
        .flatMap(text -> Typeface.regular().legible(text).stream())
        .toList();
  }

  /** Returns where the text ends. */
  private double text(TextBlock block, double left, double top, Color color) {
    graphics.setColor(color);
    // Roboto's capitals are 0.711 of its size: they stand in the middle of their line.
    double baseline = top + (block.leading() + 0.711 * block.size()) / 2;
    for (String line : block.lines()) {
      graphics.fill(block.face().outline(line, block.size(), left, baseline));
      baseline += block.leading();
    }
    return top + block.height();
  }

  private void centred(TextBlock block, double left, double middle, Color color) {
    text(block, left, middle - block.height() / 2, color);
  }

  /** The mark of demonstration content; returns its left edge. */
  private double pill(String word, double right, double top) {
    double height = 44;
    double size = 25;
    double width = Typeface.bold().width(word, size) + 44;
    graphics.setColor(Palette.SUN_300.color());
    graphics.fill(new RoundRectangle2D.Double(right - width, top, width, height, height, height));
    graphics.setColor(Palette.INK_900.color());
    double baseline = top + (height + 0.711 * size) / 2;
    graphics.fill(Typeface.bold().outline(word, size, right - width + 22, baseline));
    return right - width;
  }

  private void mark(double x, double y, double side, Color bubble, Color wave) {
    AffineTransform place = AffineTransform.getTranslateInstance(x, y);
    place.scale(side / MARK_SIDE, side / MARK_SIDE);
    graphics.setColor(bubble);
    graphics.fill(place.createTransformedShape(BUBBLE));
    graphics.setColor(wave);
    graphics.setStroke(
        new BasicStroke(
            (float) (2.5 * side / MARK_SIDE), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    graphics.draw(place.createTransformedShape(WAVE));
  }

  /** Whether one listens or reads. */
  private void sign(double x, double y, double radius) {
    graphics.setColor(Palette.WHITE.color());
    graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    if (picture.heard()) {
      play(x, y, radius);
    } else {
      lines(x, y, radius);
    }
  }

  private void lines(double x, double y, double radius) {
    graphics.setColor(theme.strong());
    double thick = radius * 0.15;
    double[] widths = {1, 1, 0.6};
    for (int line = 0; line < widths.length; line++) {
      graphics.fill(
          new RoundRectangle2D.Double(
              x - radius * 0.46,
              y + (line - 1) * radius * 0.34 - thick / 2,
              radius * 0.92 * widths[line],
              thick,
              thick,
              thick));
    }
  }

  private void play(double x, double y, double radius) {
    Path2D triangle = new Path2D.Double();
    triangle.moveTo(x - radius * 0.28, y - radius * 0.45);
    triangle.lineTo(x + radius * 0.5, y);
    triangle.lineTo(x - radius * 0.28, y + radius * 0.45);
    triangle.closePath();
    graphics.setColor(theme.strong());
    graphics.fill(triangle);
  }

  /**
   * @param levels 0 to 255
   * @param thickness of each bar
   */
  private void bars(
      List<Integer> levels,
      double left,
      double middle,
      double width,
      double height,
      double thickness,
      Color color) {
    graphics.setColor(color);
    double step = width / levels.size();
    for (int at = 0; at < levels.size(); at++) {
      double tall = Math.max(thickness, levels.get(at) / 255.0 * height);
      graphics.fill(
          new RoundRectangle2D.Double(
              left + step * (at + 0.5) - thickness / 2,
              middle - tall / 2,
              thickness,
              tall,
              thickness,
              thickness));
    }
  }

  /** Ornament where no recording is meant: the same for the same name. */
  private static List<Integer> made(int count, String name) {
    Random random = new Random(name.hashCode());
    double phase = random.nextDouble() * Math.PI;
    return Stream.iterate(0, at -> at + 1)
        .limit(count)
        .map(
            at -> {
              double phrase = Math.abs(Math.sin(phase + at * 0.34));
              return (int) (255 * (0.1 + 0.9 * phrase * (0.35 + 0.65 * random.nextDouble())));
            })
        .toList();
  }

  private void portrait(Picture.Voice voice, double x, double y, double side, Color ring) {
    double edge = Math.max(4, side / 40);
    Shape circle = new Ellipse2D.Double(x, y, side, side);
    graphics.setColor(ring);
    graphics.fill(new Ellipse2D.Double(x - edge, y - edge, side + 2 * edge, side + 2 * edge));
    if (portrait == null) {
      initials(voice, circle, x, y, side);
      return;
    }
    // A clip has hard edges: the portrait is drawn whole, and its circle cut out of it.
    int pixels = (int) Math.ceil(side);
    BufferedImage round = new BufferedImage(pixels, pixels, BufferedImage.TYPE_INT_ARGB);
    Graphics2D own = round.createGraphics();
    own.setRenderingHints(graphics.getRenderingHints());
    portrait.draw(own, pixels);
    own.setComposite(java.awt.AlphaComposite.DstIn);
    Graphics2D masking = own;
    BufferedImage mask = new BufferedImage(pixels, pixels, BufferedImage.TYPE_INT_ARGB);
    Graphics2D cut = mask.createGraphics();
    cut.setRenderingHints(graphics.getRenderingHints());
    cut.setColor(Palette.WHITE.color());
    cut.fill(new Ellipse2D.Double(0, 0, side, side));
    cut.dispose();
    masking.drawImage(mask, 0, 0, null);
    own.dispose();
    graphics.drawImage(round, (int) Math.round(x), (int) Math.round(y), null);
  }

  private void initials(Picture.Voice voice, Shape circle, double x, double y, double side) {
    graphics.setColor(
        switch (voice.tint() % 4) {
          case 2 -> Palette.CLAY_100.color();
          case 3 -> Palette.BLUE_100.color();
          case 0 -> Palette.AMBER_100.color();
          default -> Palette.SEA_100.color();
        });
    graphics.fill(circle);
    Optional<String> letters = Typeface.bold().legible(voice.initials());
    if (letters.isEmpty()) {
      mark(x + side * 0.2, y + side * 0.2, side * 0.6, theme.strong(), Palette.WHITE.color());
      return;
    }
    double size = side * 0.4;
    double width = Typeface.bold().width(letters.get(), size);
    graphics.setColor(Palette.INK_900.color());
    graphics.fill(
        Typeface.bold()
            .outline(letters.get(), size, x + (side - width) / 2, y + (side + 0.711 * size) / 2));
  }

  /** What a portrait's file holds. */
  interface Portrait {
    /** Fills a square from the origin. */
    void draw(Graphics2D graphics, int side);
  }

  /** The site's own colours for what is neither a specialty nor a condition; else by the name. */
  private enum Theme {
    SEA(Palette.SEA_700, Palette.SEA_300, Palette.SEA_100),
    BLUE(Palette.BLUE_700, Palette.BLUE_300, Palette.BLUE_100),
    CLAY(Palette.CLAY_600, Palette.CLAY_300, Palette.CLAY_100),
    NIGHT(Palette.NIGHT_900, Palette.AMBER_300, Palette.AMBER_100);

    private final Palette strong;
    private final Palette light;
    private final Palette pale;

    Theme(Palette strong, Palette light, Palette pale) {
      this.strong = strong;
      this.light = light;
      this.pale = pale;
    }

    static Theme of(Picture picture) {
      return switch (picture.format()) {
        case LIST_COVER, DOCTOR_COVER ->
            values()[Math.floorMod(picture.headline().hashCode(), values().length)];
        default -> SEA;
      };
    }

    Color strong() {
      return strong.color();
    }

    Color light() {
      return light.color();
    }

    Color pale() {
      return pale.color();
    }
  }
}
