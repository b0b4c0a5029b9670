-- What the run-time role may do. It owns nothing: no table of its own, no schema change. Run after every migration,
-- so that new tables are covered. Where one role serves as both, these lines change nothing.
grant usage on schema public to "${runtimeRole}";
grant usage on all sequences in schema public to "${runtimeRole}";
grant select on all tables in schema public to "${runtimeRole}";
grant insert, update, delete on
  media, media_chunk, specialty, doctor, topic, topic_synonym, topic_code, article, article_slug, article_source,
  article_topic, related_article, article_search, article_import
  to "${runtimeRole}";
-- Append-only: what happened is never rewritten.
grant insert on audit_entry to "${runtimeRole}";
