package org.vivavoce.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Words;

/**
 * What is to be done with an answer at a set time, or was.
 *
 * @param kind publish or withdraw
 * @param revisionNumber of what is to be published; null where it is to be withdrawn
 * @param reason for readers; may be empty
 * @param accountId who set the time last, and so does it
 * @param state waiting, done, failed or cancelled
 * @param failure why it failed, as {@link #failure(List)} wrote it; or null
 * @param title of the answer; may be empty
 * @param doubtful whether a look at the answer shows that it would fail
 */
public record ScheduledJob(
    long id,
    long manuscriptId,
    String kind,
    @Nullable Integer revisionNumber,
    Instant runAt,
    String reason,
    long accountId,
    String accountName,
    String state,
    @Nullable Instant finishedAt,
    @Nullable String failure,
    String title,
    boolean doubtful) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What is done. */
  enum Kind {
    PUBLISH,
    WITHDRAW;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  boolean is(Kind one) {
    return kind.equals(one.code());
  }

  boolean isWaiting() {
    return state.equals("waiting");
  }

  /** What is done, in words. */
  String what(Words words) {
    return words.of("schedule.what." + kind, revisionNumber == null ? 0 : revisionNumber);
  }

  /** Findings as the database keeps them: each message by its key, with its arguments. */
  static String failure(List<Finding> findings) {
    return ManuscriptJson.write(
        findings.stream().map(each -> new Failure(each.key(), each.arguments())).toList());
  }

  /** Why it failed, in words; empty where it did not. */
  List<String> why(Words words) {
    List<String> why = new ArrayList<>();
    if (failure == null) {
      return why;
    }
    try {
      for (JsonNode each : JSON.readTree(failure)) {
        List<Object> arguments = new ArrayList<>();
        each.path("arguments")
            .forEach(one -> arguments.add(one.isNumber() ? one.numberValue() : one.asText()));
        String key = each.path("key").asText();
        // A message may be gone in the version that reads it.
        why.add(
            words.of(words.has(key) ? key : "schedule.failure.unexpected", arguments.toArray()));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the database holds JSON", e);
    }
    return why;
  }

  /** A message. */
  private record Failure(String key, List<Object> arguments) {
    Failure {
      arguments = List.copyOf(arguments);
    }
  }
}
