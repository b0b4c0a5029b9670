package org.vivavoce.backup;

import java.util.Set;
import java.util.TreeSet;

/**
 * What becomes of each table in a backup. A table that stands in none of the three is not
 * overlooked: no archive is written until somebody has decided about it.
 */
final class Contents {
  /** Archived row by row, with all columns but those that the database works out by itself. */
  static final Set<String> ARCHIVED =
      Set.of(
          // What is published and heard.
          "article",
          "article_cue",
          "article_change",
          "article_import",
          "article_question",
          "article_slug",
          "article_source",
          "article_topic",
          "doctor",
          "former_slug",
          "media",
          "media_chunk",
          "recording",
          "specialty",
          "topic",
          "topic_alias",
          "topic_code",
          "topic_synonym",
          "vocabulary",
          "vocabulary_code",
          "vocabulary_name",
          "vocabulary_pending",
          "vocabulary_term",
          "question_note",
          "question_pending",
          "read_next",
          "read_next_halved",
          "related_pair",
          "emergency_phrase",
          "red_flag",
          // What the newsroom wrote, decided and left unsaved.
          "account",
          "account_list",
          "approval",
          "audit_entry",
          "autosave",
          "import_conflict",
          "manuscript",
          "manuscript_comment",
          "passkey",
          "preview_link",
          "reconfirmation",
          "recovery_code",
          "red_flag_waiver",
          "red_flag_waiver_revocation",
          "revision",
          "scheduled_job",
          "unsaved_answer",
          // What readers said and did not find.
          "feedback",
          "feedback_count",
          "feedback_day",
          "feedback_note",
          "search_miss");

  /** Worked out anew from what is archived. */
  static final Set<String> REBUILT =
      Set.of(
          "article_beside",
          "article_beside_change",
          "article_search",
          "pending_work",
          "related_article",
          "related_computed",
          "related_pending",
          "related_snapshot",
          "related_state",
          "related_statistic",
          "related_term",
          "search_change",
          "search_posting",
          "search_term",
          "search_term_change",
          "search_word",
          "search_word_change",
          "suggestion",
          "suggestion_backfill",
          "suggestion_word");

  /** Of the moment, or of this database alone: left out. */
  static final Set<String> PASSING =
      Set.of(
          "account_link",
          "account_login",
          "account_session",
          "backup",
          "digest_sent",
          "digest_week",
          "flyway_schema_history",
          "import_chunk",
          "import_progress",
          "import_row",
          "import_run",
          "indexnow_listing",
          "indexnow_outbox",
          "indexnow_submitter",
          "known_device",
          "login_failure",
          "passkey_challenge",
          // Forgotten on purpose after a while: an archive would remember it.
          "search_miss_key",
          "upload",
          "upload_piece");

  /** Those of the archived that migrations and idle portals fill: no sign that anybody wrote. */
  static final Set<String> FILLED_BY_ITSELF =
      Set.of("emergency_phrase", "read_next_halved", "red_flag");

  private Contents() {}

  /** Those of them about which nothing is decided, in alphabetical order. */
  static Set<String> undecided(Set<String> tables) {
    Set<String> undecided = new TreeSet<>(tables);
    undecided.removeAll(ARCHIVED);
    undecided.removeAll(REBUILT);
    undecided.removeAll(PASSING);
    return undecided;
  }
}
