package org.vivavoce.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Slug;
import org.vivavoce.db.ArticleSlugs;
import org.vivavoce.web.Frame;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Problem;
import org.vivavoce.web.RequestGuard;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;

/** {@code /api/v1/…}: published answers for programs, and what describes them. */
public final class ApiRoutes {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPE = "application/json";
  private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]?|100");
  private static final Pattern LANG = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*");
  private static final Pattern TIME = Pattern.compile("[0-9]{4}-.{5,30}");
  private static final int USUAL_LIMIT = 20;
  private static final List<String> FILTERS =
      List.of("specialty", "topic", "doctor", "lang", "updatedSince");

  private final ApiQueries queries;
  private final ArticleSlugs slugs;
  private final ArticleJson json;
  private final Frame frame;
  private final Paths paths;

  public ApiRoutes(Jdbi jdbi, Frame frame) {
    this.queries = new ApiQueries(jdbi);
    this.slugs = new ArticleSlugs(jdbi);
    this.json = new ArticleJson(frame);
    this.frame = frame;
    this.paths = frame.paths();
  }

  public void addTo(RouteTable routes) {
    for (String path : List.of(paths.apiArticles(), paths.apiArticle("{slug}"), paths.openApi())) {
      routes.options(path, Role.PUBLIC, ApiRoutes::preflight);
    }
    routes.get(paths.apiArticles(), Role.PUBLIC, this::list);
    routes.get(paths.apiArticle("{slug}"), Role.PUBLIC, this::article);
    routes.get(paths.openApi(), Role.PUBLIC, this::description);
  }

  /** What a browser asks before a page of another site may send more than the plainest request. */
  private static void preflight(Context context) {
    context.header("Access-Control-Allow-Methods", "GET, HEAD");
    context.header("Access-Control-Allow-Headers", "If-None-Match");
    context.header("Access-Control-Max-Age", "86400");
    context.header("Allow", "GET, HEAD, OPTIONS");
    context.status(204);
  }

  private void list(Context context) {
    try {
      takeOnly(context, Stream.concat(Stream.of("limit", "cursor"), FILTERS.stream()).toList());
      ApiQueries.Filter filter = filter(context);
      int limit = limit(context);
      ApiCursor after = cursor(context, filter.order());
      List<ApiQueries.Listed> found = queries.list(filter, after, limit + 1);
      boolean more = found.size() > limit;
      List<ApiQueries.Listed> page = more ? found.subList(0, limit) : found;
      String next = more ? next(context, filter, page.get(page.size() - 1), limit) : null;
      if (next != null) {
        context.header("Link", "<" + next + ">; rel=\"next\"");
      }
      HttpCache.respond(context, TYPE, json.list(page, next).toString());
    } catch (BadParameterException e) {
      refuse(context, e);
    }
  }

  private static void refuse(Context context, BadParameterException e) {
    Problem.respond(context, 400, e.wanted(), Map.of("parameter", e.parameter()));
  }

  /** A filter that is misspelt or given twice would otherwise seem to have been applied. */
  private void takeOnly(Context context, List<String> known) {
    for (Map.Entry<String, List<String>> each : context.queryParamMap().entrySet()) {
      if (!known.contains(each.getKey())) {
        throw new BadParameterException(
            each.getKey(),
            known.isEmpty()
                ? frame.words().of("api.bad.none")
                : frame.words().of("api.bad.unknown", String.join(", ", known)));
      }
      if (each.getValue().size() > 1) {
        throw new BadParameterException(each.getKey(), frame.words().of("api.bad.twice"));
      }
    }
  }

  private void article(Context context) {
    try {
      takeOnly(context, List.of());
    } catch (BadParameterException e) {
      refuse(context, e);
      return;
    }
    String asked = context.pathParam("slug");
    String slug = asked.toLowerCase(Locale.ROOT);
    if (!Slug.isValid(slug)) {
      Problem.respond(context, 404, frame.words().of("api.article.unknown"), Map.of());
      return;
    }
    Optional<ApiQueries.Whole> whole = queries.find(slug);
    if (whole.isPresent() && slug.equals(asked)) {
      HttpCache.respond(context, TYPE, json.whole(whole.get()).toString());
      return;
    }
    Optional<String> current = slugs.current(slug).filter(each -> !each.equals(asked));
    if (current.isPresent()) {
      RequestGuard.redirect(context, paths.apiArticle(current.get()));
      return;
    }
    Optional<ArticleSlugs.Withdrawn> withdrawn = slugs.withdrawn(slug);
    if (withdrawn.isPresent()) {
      LocalDate day = LocalDate.ofInstant(withdrawn.get().withdrawnAt(), ZoneOffset.UTC);
      Problem.respond(
          context,
          410,
          frame.words().of("api.article.withdrawn"),
          Map.of("withdrawnOn", day.toString(), "reason", withdrawn.get().reason()));
      return;
    }
    Problem.respond(context, 404, frame.words().of("api.article.unknown"), Map.of());
  }

  private void description(Context context) {
    try {
      takeOnly(context, List.of());
    } catch (BadParameterException e) {
      refuse(context, e);
      return;
    }
    try (InputStream resource = ApiRoutes.class.getResourceAsStream("/api/openapi.json")) {
      JsonNode document = JSON.readTree(Objects.requireNonNull(resource));
      ObjectNode info = (ObjectNode) document.get("info");
      info.put("title", frame.words().of("api.title", frame.siteName()));
      ObjectNode licence = info.putObject("license");
      licence.set("name", json.licence().get("text"));
      if (frame.config().licenseUrl() != null) {
        licence.set("url", json.licence().get("url"));
      }
      ((ObjectNode) document).putArray("servers").addObject().put("url", paths.absolute(""));
      HttpCache.respond(context, TYPE, document.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same list, a page further on. */
  private String next(
      Context context, ApiQueries.Filter filter, ApiQueries.Listed last, int limit) {
    ApiCursor cursor =
        new ApiCursor(
            filter.order(),
            filter.updatedSince() == null ? last.publishedAt() : last.updatedAt(),
            last.id());
    StringBuilder url = new StringBuilder(paths.absolute(paths.apiArticles()));
    url.append("?limit=").append(limit);
    for (String name : FILTERS) {
      String value = context.queryParam(name);
      if (value != null) {
        url.append('&').append(name).append('=').append(Paths.encoded(value));
      }
    }
    return url.append("&cursor=").append(cursor.text()).toString();
  }

  private ApiQueries.Filter filter(Context context) {
    String lang = context.queryParam("lang");
    if (lang != null && !LANG.matcher(lang).matches()) {
      throw new BadParameterException("lang", frame.words().of("api.bad.lang"));
    }
    return new ApiQueries.Filter(
        id(context, "specialty"),
        id(context, "topic"),
        id(context, "doctor"),
        lang,
        since(context));
  }

  private @Nullable Long id(Context context, String kind) {
    String slug = context.queryParam(kind);
    if (slug == null) {
      return null;
    }
    return Optional.of(slug)
        .filter(Slug::isValid)
        .flatMap(valid -> queries.id(kind, valid))
        .orElseThrow(() -> new BadParameterException(kind, frame.words().of("api.bad." + kind)));
  }

  private @Nullable Instant since(Context context) {
    String text = context.queryParam("updatedSince");
    if (text == null) {
      return null;
    }
    try {
      if (TIME.matcher(text).matches()) {
        return text.length() == 10
            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
            : OffsetDateTime.parse(text).toInstant();
      }
    } catch (DateTimeException e) {
      // said below, like every other text that is no time
    }
    throw new BadParameterException("updatedSince", frame.words().of("api.bad.updatedSince"));
  }

  private int limit(Context context) {
    String text = context.queryParam("limit");
    if (text == null) {
      return USUAL_LIMIT;
    }
    if (!LIMIT.matcher(text).matches()) {
      throw new BadParameterException("limit", frame.words().of("api.bad.limit"));
    }
    return Integer.parseInt(text);
  }

  private @Nullable ApiCursor cursor(Context context, ApiCursor.Order order) {
    String text = context.queryParam("cursor");
    if (text == null) {
      return null;
    }
    return ApiCursor.of(text)
        .filter(cursor -> cursor.order() == order)
        .orElseThrow(() -> new BadParameterException("cursor", frame.words().of("api.bad.cursor")));
  }
}
