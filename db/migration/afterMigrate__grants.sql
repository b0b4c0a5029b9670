-- What the run-time role may do. It owns nothing: no table of its own, no schema change. Run after every migration,
-- so that new tables are covered. Where one role serves as both, these lines change nothing.
grant usage on schema public to "${runtimeRole}";
grant usage on all sequences in schema public to "${runtimeRole}";
grant select on all tables in schema public to "${runtimeRole}";
grant insert, update, delete on
  media, media_chunk, specialty, doctor, topic, topic_synonym, topic_code, article, article_slug, article_source,
  article_topic, related_article, article_search, article_import, recording, article_cue, upload, upload_piece,
  account, account_session, account_login, account_link, passkey, passkey_challenge, recovery_code, login_failure, known_device,
  import_run, import_chunk, import_progress, import_row, import_conflict,
  manuscript, autosave, unsaved_answer, former_slug, pending_work, account_list, search_miss,
  red_flag, digest_week, digest_sent
  to "${runtimeRole}";
-- An approval can be revoked, a comment answered; neither can be unsaid.
grant insert, update (revoked_at, revoked_because) on approval to "${runtimeRole}";
grant insert, update (resolved_at, resolved_by) on manuscript_comment to "${runtimeRole}";
grant insert, update, delete on feedback, feedback_count, feedback_day to "${runtimeRole}";
grant insert on feedback_note to "${runtimeRole}";
-- What was scheduled is moved, and ends; its row stays.
grant insert, update on scheduled_job to "${runtimeRole}";
-- Append-only: what happened is never rewritten.
grant insert on audit_entry, revision, article_change, reconfirmation to "${runtimeRole}";
grant insert on backup to "${runtimeRole}";
grant insert on red_flag_waiver, red_flag_waiver_revocation to "${runtimeRole}";
grant insert, update on related_computed to "${runtimeRole}";
grant insert, delete on search_miss_key to "${runtimeRole}";
grant insert, update, delete on indexnow_outbox, indexnow_listing, indexnow_submitter to "${runtimeRole}";
grant insert, update, delete on vocabulary, vocabulary_term, vocabulary_name, vocabulary_code, topic_alias to "${runtimeRole}";
grant insert, delete on vocabulary_pending to "${runtimeRole}";
grant insert, update, delete on suggestion, suggestion_word, suggestion_backfill to "${runtimeRole}";
grant insert, update, delete on related_pair, read_next to "${runtimeRole}";
grant insert, update, delete on emergency_phrase to "${runtimeRole}";
grant insert, delete on related_pending to "${runtimeRole}";
grant insert, update, delete on search_posting, search_term, search_word to "${runtimeRole}";
grant insert, delete on search_change, search_term_change, search_word_change to "${runtimeRole}";
grant insert, update, delete on related_snapshot, related_statistic, related_state, related_term to "${runtimeRole}";
grant insert, update, delete on article_question, question_note, question_pending, read_next_halved to "${runtimeRole}";
grant insert, update, delete on article_beside to "${runtimeRole}";
grant insert, delete on article_beside_change to "${runtimeRole}";
-- A link can be revoked; that there was one is not forgotten.
grant insert, update (revoked_at, revoked_by) on preview_link to "${runtimeRole}";
-- Fresh statistics right after a large import; before PostgreSQL 17 only a table's owner and autovacuum can see to them.
do $$
begin
  if current_setting('server_version_num')::int >= 170000 then
    grant maintain on
      specialty, doctor, topic, article, article_slug, article_topic, article_search, related_article,
      related_statistic, related_state, related_term, vocabulary_term, vocabulary_name, vocabulary_code, topic_alias,
      suggestion, suggestion_word, search_posting, search_term, search_word,
      article_question
      to "${runtimeRole}";
  end if;
end $$;
