package org.vivavoce.seo;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Paths;

/**
 * Whose answers a feed tells of.
 *
 * @param name empty for the site
 * @param portrait its name under /media; null where there is none
 */
record FeedSubject(Kind kind, long id, String slug, String name, @Nullable String portrait) {
  static final FeedSubject SITE = new FeedSubject(Kind.SITE, 0, "", "", null);

  String page(Paths paths) {
    return kind.page(paths, slug);
  }

  enum Kind {
    SITE,
    SPECIALTY,
    TOPIC,
    DOCTOR;

    String page(Paths paths, String slug) {
      return switch (this) {
        case SITE -> paths.home();
        case SPECIALTY -> paths.specialty(slug);
        case TOPIC -> paths.topic(slug);
        case DOCTOR -> paths.doctor(slug);
      };
    }

    /** As the database and the words have it. */
    String singular() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
