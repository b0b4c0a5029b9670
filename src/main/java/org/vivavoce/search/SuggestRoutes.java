package org.vivavoce.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.web.Frame;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.Words;

/**
 * {@code /search/suggest?q=…}: what somebody who is typing may mean, by the OpenSearch Suggestions
 * extension, for the search form and for browsers' address bars.
 */
public final class SuggestRoutes {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_QUERY = 80;

  private final SuggestionQueries queries;
  private final Paths paths;
  private final Words words;

  public SuggestRoutes(Jdbi jdbi, Frame frame) {
    this.queries = new SuggestionQueries(jdbi);
    this.paths = frame.paths();
    this.words = frame.words();
  }

  public void addTo(RouteTable routes) {
    routes.get(paths.suggestions(), Role.PUBLIC, this::suggest);
  }

  private void suggest(Context context) throws JsonProcessingException {
    String query = context.queryParam("q");
    // As it was typed: browsers compare it with what they asked for.
    String typed =
        query == null ? "" : SuggestionWords.start(query.replaceAll("\\p{Cs}+", ""), LONGEST_QUERY);
    List<Suggestion> found = queries.suggest(typed);
    List<Object> answer =
        List.of(
            typed,
            found.stream().map(Suggestion::name).toList(),
            found.stream().map(this::description).toList(),
            found.stream().map(each -> paths.absolute(path(each))).toList());
    HttpCache.respond(
        context, "application/x-suggestions+json; charset=utf-8", JSON.writeValueAsString(answer));
    context.header("Cache-Control", "public, max-age=60");
    context.header("X-Robots-Tag", "noindex");
  }

  private String path(Suggestion suggestion) {
    String slug = suggestion.slug();
    return switch (suggestion.kind()) {
      case "topic" -> paths.topic(slug);
      case "doctor" -> paths.doctor(slug);
      case "specialty" -> paths.specialty(slug);
      default -> paths.article(slug);
    };
  }

  private String description(Suggestion suggestion) {
    int answers = suggestion.answers();
    return switch (suggestion.kind()) {
      case "topic" ->
          suggestion.name().equals(suggestion.subject())
              ? words.of("suggest.topic", answers)
              : words.of("suggest.synonym", answers, suggestion.subject());
      case "doctor" ->
          words.of(suggestion.institution() ? "suggest.institution" : "suggest.doctor", answers);
      case "specialty" -> words.of("suggest.specialty", answers);
      default ->
          words.of(
              suggestion.weight() > 1 ? "suggest.questions" : "suggest.question",
              suggestion.subject());
    };
  }
}
