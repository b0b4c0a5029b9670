package org.vivavoce.seo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.db.ArticleSlugs;
import org.vivavoce.seo.Picture.Format;
import org.vivavoce.web.Assets;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Gone;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Portrait;
import org.vivavoce.web.RequestGuard;
import org.vivavoce.web.Requests;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.Words;

/**
 * {@code …/share.png} and {@code …/podcast.png}: the picture that stands for a page where somebody
 * shares it, and the cover of a podcast.
 */
public final class PictureRoutes {
  private static final String CACHE = "public, max-age=14400";
  private static final long PATIENCE_MILLIS = 2_000;
  private static final int RETRY_SECONDS = 5;

  /** Longer texts are never drawn whole. */
  private static final int LONGEST = 600;

  private static final int BARS = 44;
  private static final String PAGE_LANGUAGE = "en";

  private final PictureQueries queries;
  private final ArticleSlugs slugs;
  private final Pictures pictures;
  private final Frame frame;
  private final Paths paths;
  private final Words words;

  public PictureRoutes(Jdbi jdbi, Frame frame) {
    this.queries = new PictureQueries(jdbi);
    this.slugs = new ArticleSlugs(jdbi);
    this.pictures =
        new Pictures(
            sha256 -> queries.portrait(sha256, PortraitFile.LARGEST_BYTES), PATIENCE_MILLIS);
    this.frame = frame;
    this.paths = frame.paths();
    this.words = frame.words();
  }

  public void addTo(RouteTable routes) {
    routes.get(
        paths.shareImage(paths.home()), Role.PUBLIC, context -> site(context, Format.SHARED_SITE));
    routes.get(
        paths.podcastArtwork(paths.home()),
        Role.PUBLIC,
        context -> site(context, Format.SITE_COVER));
    routes.get(paths.shareImage(paths.article("{slug}")), Role.PUBLIC, this::article);
    routes.get(
        paths.shareImage(paths.doctor("{slug}")),
        Role.PUBLIC,
        doctor(Format.SHARED_DOCTOR, paths::shareImage));
    routes.get(
        paths.podcastArtwork(paths.doctor("{slug}")),
        Role.PUBLIC,
        doctor(Format.DOCTOR_COVER, paths::podcastArtwork));
    routes.get(
        paths.shareImage(paths.specialty("{slug}")),
        Role.PUBLIC,
        specialty(Format.SHARED_LIST, paths::shareImage));
    routes.get(
        paths.podcastArtwork(paths.specialty("{slug}")),
        Role.PUBLIC,
        specialty(Format.LIST_COVER, paths::podcastArtwork));
    routes.get(
        paths.shareImage(paths.topic("{slug}")),
        Role.PUBLIC,
        topic(Format.SHARED_LIST, paths::shareImage));
    routes.get(
        paths.podcastArtwork(paths.topic("{slug}")),
        Role.PUBLIC,
        topic(Format.LIST_COVER, paths::podcastArtwork));
  }

  private void site(Context context, Format format) {
    RequestGuard.forOtherSites(context);
    respond(context, site(format));
  }

  private void article(Context context) {
    RequestGuard.forOtherSites(context);
    String slug = Requests.slug(context);
    Optional<PictureQueries.Answer> answer = queries.answer(slug);
    if (answer.isPresent()) {
      respond(context, picture(answer.get()));
      return;
    }
    Optional<String> current = slugs.current(slug).filter(each -> !each.equals(slug));
    if (current.isPresent()) {
      RequestGuard.redirect(context, paths.shareImage(paths.article(current.get())));
      return;
    }
    throw slugs
        .withdrawn(slug)
        .<RuntimeException>map(PictureRoutes::gone)
        .orElseGet(NotFoundResponse::new);
  }

  private static Gone gone(ArticleSlugs.Withdrawn answer) {
    return new Gone(
        new Gone.Answer(
            answer.title(),
            answer.lang(),
            LocalDate.ofInstant(answer.withdrawnAt(), ZoneOffset.UTC),
            answer.reason()));
  }

  private Handler doctor(Format format, UnaryOperator<String> of) {
    return context -> {
      RequestGuard.forOtherSites(context);
      String slug = Requests.slug(context);
      Optional<PictureQueries.Speaker> doctor = queries.doctor(slug);
      if (doctor.isPresent()) {
        respond(context, picture(format, doctor.get()));
        return;
      }
      leadOn(context, "doctor", slug, current -> of.apply(paths.doctor(current)));
    };
  }

  private Handler specialty(Format format, UnaryOperator<String> of) {
    return named(
        "specialty",
        queries::specialty,
        "picture.specialty",
        format,
        slug -> of.apply(paths.specialty(slug)));
  }

  private Handler topic(Format format, UnaryOperator<String> of) {
    return named(
        "topic", queries::topic, "picture.topic", format, slug -> of.apply(paths.topic(slug)));
  }

  private Handler named(
      String kind,
      Function<String, Optional<PictureQueries.Named>> find,
      String label,
      Format format,
      UnaryOperator<String> path) {
    return context -> {
      RequestGuard.forOtherSites(context);
      String slug = Requests.slug(context);
      Optional<PictureQueries.Named> found = find.apply(slug);
      if (found.isPresent()) {
        respond(
            context,
            new Picture(
                format,
                site(),
                cut(found.get().name()),
                PAGE_LANGUAGE,
                List.of(site()),
                words.of(label),
                words.of("picture.note.list"),
                null,
                true,
                List.of(),
                demo(found.get().demo())));
        return;
      }
      leadOn(context, kind, slug, path);
    };
  }

  private void leadOn(Context context, String kind, String slug, UnaryOperator<String> path) {
    String current = queries.currentSlug(kind, slug).orElseThrow(NotFoundResponse::new);
    RequestGuard.redirect(context, path.apply(current));
  }

  private Picture site(Format format) {
    return new Picture(
        format,
        site(),
        site(),
        PAGE_LANGUAGE,
        List.of(),
        null,
        words.of("picture.note.site"),
        null,
        true,
        List.of(),
        demo(queries.isDemonstration()));
  }

  private Picture picture(PictureQueries.Answer answer) {
    PictureQueries.Speaker speaker = answer.speaker();
    String kind = kind(speaker);
    return new Picture(
        Format.SHARED_ANSWER,
        site(),
        cut(answer.question()),
        answer.lang(),
        List.of(
            words.of("picture.substitute." + kind + ".specialty", cut(answer.specialty())),
            words.of("picture.substitute." + kind)),
        cut(answer.specialty()),
        note("picture.note.answer.", speaker.speech()),
        voice(speaker),
        speaker.speech() != PictureQueries.Speech.NONE,
        bars(answer.waveform()),
        demo(answer.demo()));
  }

  private Picture picture(Format format, PictureQueries.Speaker doctor) {
    return new Picture(
        format,
        site(),
        cut(doctor.name()),
        PAGE_LANGUAGE,
        List.of(words.of("picture.substitute." + kind(doctor))),
        null,
        note("picture.note.doctor.", doctor.speech()),
        voice(doctor),
        doctor.speech() != PictureQueries.Speech.NONE,
        List.of(),
        demo(doctor.demo()));
  }

  private static String kind(PictureQueries.Speaker speaker) {
    return speaker.person() ? "doctor" : "institution";
  }

  private String note(String prefix, PictureQueries.Speech speech) {
    return words.of(prefix + speech.name().toLowerCase(Locale.ROOT));
  }

  private Picture.Voice voice(PictureQueries.Speaker doctor) {
    Portrait portrait = frame.portrait(doctor.name(), null);
    String file = doctor.portrait();
    String credentials =
        Stream.of(Optional.ofNullable(doctor.credentials()), Optional.ofNullable(doctor.title()))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(" · "));
    return new Picture.Voice(
        cut(doctor.name()),
        credentials.isEmpty() ? null : cut(credentials),
        doctor.institution() == null ? null : cut(doctor.institution()),
        portrait.initials(),
        portrait.tint(),
        file == null ? null : file.substring(0, file.indexOf('.')));
  }

  private String site() {
    return cut(frame.siteName());
  }

  private @Nullable String demo(boolean is) {
    return is ? words.of("picture.demo") : null;
  }

  private static String cut(String text) {
    return text.codePointCount(0, text.length()) <= LONGEST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST));
  }

  /** Fewer moments, as they are: the loudest of several would leave no pause to be seen. */
  private static List<Integer> bars(List<Integer> levels) {
    if (levels.size() <= BARS) {
      return levels;
    }
    List<Integer> bars = new ArrayList<>();
    for (int bar = 0; bar < BARS; bar++) {
      bars.add(levels.get((2 * bar + 1) * levels.size() / (2 * BARS)));
    }
    return bars;
  }

  private void respond(Context context, Picture picture) {
    if (picture.demo() != null && !frame.config().isLoopback()) {
      // As its page is.
      context.header("X-Robots-Tag", "noindex");
    }
    // Of what is drawn, not of the bytes: who holds it is told so without drawing it again. Weak,
    // as another Java may write other bytes for it.
    String drawn = PictureDesign.EDITION + " " + picture;
    String etag = "W/\"" + Assets.hash(drawn.getBytes(UTF_8)) + "\"";
    if (HttpCache.isHeld(context, etag)) {
      context.header("ETag", etag);
      context.header("Cache-Control", CACHE);
      context.status(HttpStatus.NOT_MODIFIED);
      return;
    }
    Optional<byte[]> png = pictures.png(picture);
    if (png.isEmpty()) {
      HttpCache.noStore(context);
      context.header("Retry-After", String.valueOf(RETRY_SECONDS));
      context.contentType("text/plain; charset=utf-8");
      context.status(HttpStatus.SERVICE_UNAVAILABLE).result(words.of("picture.busy"));
      return;
    }
    context.header("ETag", etag);
    context.header("Cache-Control", CACHE);
    // Told to those who ask for the head alone, too.
    context.res().setContentLength(png.get().length);
    context.contentType("image/png").result(png.get());
  }
}
