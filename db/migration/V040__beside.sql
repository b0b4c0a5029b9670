-- What an answer's page shows beside its own row, copied together: who answers, its conditions, sources and captions, its
-- Other Voices, and what else is answered to its question. To find that in twelve tables took the database longer than all
-- that it does otherwise for a page. A copy that may be true no longer is marked in the transaction that makes it untrue,
-- by the triggers below, whoever writes; what is marked is not read.

-- One after another before anything else: whoever publishes meanwhile and waits for one of them is not waited for long.
lock table article, article_cue, article_question, article_source, article_topic, doctor, question_note, recording,
  related_article, specialty, topic, topic_code in share row exclusive mode;

create table article_beside (
  article_id  bigint primary key,
  beside      json   not null,
  -- The last mark of all copies that there was when it was made.
  made_after  bigint not null
);

create index article_beside_made_after_idx on article_beside (made_after);

-- The marks: of an answer's copy, or of all copies that are older, with 0. Rows of their own, which never wait for each
-- other, as changed copies would. Few, so that what is known of their number is seldom right.
create table article_beside_change (
  article_id  bigint not null,
  id          bigint generated always as identity,
  primary key (article_id, id)
) with (vacuum_truncate = off, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 500);

-- A portal of the version before writes as soon as this is there.
grant select, insert, update, delete on article_beside to "${runtimeRole}";
grant select, insert, delete on article_beside_change to "${runtimeRole}";

-- No copy is made while a transaction is under way that may change what it holds: those that change something share a lock
-- until they end, and who makes copies has it alone for that moment, or makes none. Tells whether there may be copies to
-- mark. Whoever sees only what was there when the transaction began cannot know which, and marks all.
create function beside_is_kept() returns boolean language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(5642801);
  if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
    perform beside_is_void();
    return false;
  end if;
  return pg_relation_size('article_beside') > 0;
end $$;

-- Marks all copies that there are. Also for whoever has gone past the triggers.
create function beside_is_void() returns void language plpgsql as $$
begin
  -- Until the end, so that no copy is made that is younger than the mark and older than what was changed.
  perform pg_advisory_xact_lock_shared(5642801);
  insert into article_beside_change (article_id) values (0);
end $$;

-- Marks the copies of these answers; of very many, all copies at once. By index, whatever PostgreSQL expects of tables that
-- were empty when it looked.
create function beside_changes(articles bigint[]) returns void language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_nestloop = on as $$
begin
  if cardinality(articles) > 10000 then
    perform beside_is_void();
    return;
  end if;
  insert into article_beside_change (article_id)
  select distinct changed.article_id
    from unnest(articles) changed (article_id)
   where exists (select from article_beside kept where kept.article_id = changed.article_id)
     and not exists (select from article_beside_change known where known.article_id = changed.article_id);
end $$;

-- Marks the copies of these answers, of those that show them, and of those that are called the same, which pages tell
-- apart. By index, however many answers there are and however few PostgreSQL expects.
create function shown_changes(articles bigint[], titles text[] default '{}') returns void language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_nestloop = on as $$
begin
  if cardinality(articles) > 2000 then
    perform beside_is_void();
    return;
  end if;
  perform beside_changes(array(
    select changed.id from unnest(articles) changed (id)
    union
    select link.article_id from unnest(articles) changed (id) join related_article link on link.related_id = changed.id
    union
    select other.article_id
      from (select distinct mine.key
              from unnest(articles) changed (id) join article_question mine on mine.article_id = changed.id) asked
      join article_question other on other.key = asked.key
    union
    select same.id
      from (select distinct called.title from unnest(titles) called (title)) called
      join article same on lower(same.title) = called.title and same.status = 'published'));
end $$;

-- What was and what is are brought together by hash: the plan is kept, and serves one row and a hundred thousand.
create function article_changes_beside() returns trigger language plpgsql set enable_nestloop = off as $$
declare
  touched bigint[];
  titles  text[];
begin
  if not beside_is_kept() then
    return null;
  end if;
  if tg_op = 'INSERT' then
    select array_agg(id), array_agg(lower(title)) into touched, titles from new_rows where status = 'published';
  elsif tg_op = 'DELETE' then
    select array_agg(id), array_agg(lower(title)) into touched, titles from old_rows where status = 'published';
    delete from article_beside where article_id = any(array(select id from old_rows));
    delete from article_beside_change where article_id = any(array(select id from old_rows));
  else
    select array_agg(fresh.id), array_agg(lower(former.title)) || array_agg(lower(fresh.title)) into touched, titles
      from old_rows former join new_rows fresh using (id)
     where (former.status = 'published' or fresh.status = 'published')
       and (former.status, former.slug, former.lang, former.title, former.excerpt, former.doctor_id, former.specialty_id,
            former.duration_seconds, former.changed_at, former.imported, former.source_edited_on, former.reviewed_on,
            former.review_due_on, former.published_at, former.demo, former.recording_id)
           is distinct from
           (fresh.status, fresh.slug, fresh.lang, fresh.title, fresh.excerpt, fresh.doctor_id, fresh.specialty_id,
            fresh.duration_seconds, fresh.changed_at, fresh.imported, fresh.source_edited_on, fresh.reviewed_on,
            fresh.review_due_on, fresh.published_at, fresh.demo, fresh.recording_id);
  end if;
  if touched is not null then
    perform shown_changes(touched, titles);
  end if;
  return null;
end $$;

create function doctor_changes_beside() returns trigger language plpgsql
  set enable_nestloop = off set enable_seqscan = off as $$
declare
  touched bigint[];
begin
  if beside_is_kept() then
    touched := array(
      select fresh.id
        from old_rows former
        join new_rows fresh using (id)
       where (former.slug, former.kind, former.name, former.title, former.credentials, former.institution,
              former.languages, former.demo, former.portrait)
             is distinct from
             (fresh.slug, fresh.kind, fresh.name, fresh.title, fresh.credentials, fresh.institution,
              fresh.languages, fresh.demo, fresh.portrait));
    perform shown_changes(array(
      select id from article where doctor_id = any(touched) and status = 'published'));
  end if;
  return null;
end $$;

create function specialty_changes_beside() returns trigger language plpgsql
  set enable_nestloop = off set enable_seqscan = off as $$
declare
  touched bigint[];
begin
  if beside_is_kept() then
    touched := array(
      select fresh.id
        from old_rows former
        join new_rows fresh using (id)
       where (former.slug, former.name, former.schema_org)
             is distinct from
             (fresh.slug, fresh.name, fresh.schema_org));
    perform shown_changes(array(
      select id from article where specialty_id = any(touched) and status = 'published'));
  end if;
  return null;
end $$;

create function recording_changes_beside() returns trigger language plpgsql
  set enable_nestloop = off set enable_seqscan = off as $$
declare
  touched bigint[];
begin
  if beside_is_kept() then
    touched := array(
      select fresh.id
        from old_rows former
        join new_rows fresh using (id)
       where (former.audio, former.audio_opus, former.duration_ms, former.byte_length, former.waveform)
             is distinct from
             (fresh.audio, fresh.audio_opus, fresh.duration_ms, fresh.byte_length, fresh.waveform));
    perform shown_changes(array(
      select id from article where recording_id = any(touched) and status = 'published'));
  end if;
  return null;
end $$;

create function topic_changes_beside() returns trigger language plpgsql
  set enable_nestloop = off set enable_seqscan = off as $$
declare
  touched bigint[];
begin
  if beside_is_kept() then
    touched := array(
      select fresh.id
        from old_rows former
        join new_rows fresh using (id)
       where (former.slug, former.name, former.definition, former.merged_into_id)
             is distinct from
             (fresh.slug, fresh.name, fresh.definition, fresh.merged_into_id));
    perform beside_changes(array(
      select article_id from article_topic where topic_id = any(touched)
      union
      -- Why one of the Other Voices stands there.
      select article_id from related_article where topic_id = any(touched)));
  end if;
  return null;
end $$;

create function topic_code_changes_beside() returns trigger language plpgsql set enable_seqscan = off as $$
declare
  touched bigint[] := '{}';
begin
  if beside_is_kept() then
    if tg_op <> 'INSERT' then
      touched := array(select topic_id from old_rows);
    end if;
    if tg_op <> 'DELETE' then
      touched := array(select unnest(touched) union select topic_id from new_rows);
    end if;
    perform beside_changes(array(select distinct article_id from article_topic where topic_id = any(touched)));
  end if;
  return null;
end $$;

-- Of what belongs to one answer alone.
create function own_row_changes_beside() returns trigger language plpgsql as $$
declare
  touched bigint[] := '{}';
begin
  if beside_is_kept() then
    if tg_op <> 'INSERT' then
      touched := array(select distinct article_id from old_rows);
    end if;
    if tg_op <> 'DELETE' then
      touched := array(select unnest(touched) union select article_id from new_rows);
    end if;
    perform beside_changes(touched);
  end if;
  return null;
end $$;

-- Of an answer's question, and of what editors say of all answers to it.
create function question_changes_beside() returns trigger language plpgsql set enable_seqscan = off as $$
declare
  keys text[] := '{}';
begin
  if beside_is_kept() then
    if tg_op <> 'INSERT' then
      keys := array(select key from old_rows);
    end if;
    if tg_op <> 'DELETE' then
      keys := keys || array(select key from new_rows);
    end if;
    perform beside_changes(array(select article_id from article_question where key = any(keys)));
    if tg_table_name = 'article_question' and tg_op <> 'INSERT' then
      perform beside_changes(array(select article_id from old_rows));
    end if;
  end if;
  return null;
end $$;

-- Of a table that is emptied in one go.
create function emptied_table_changes_beside() returns trigger language plpgsql as $$
begin
  perform beside_is_void();
  return null;
end $$;

do $$
declare
  watched record;
begin
  for watched in
    select source.relation, source.function, event.event, event.rows
      from (values ('article', 'article_changes_beside', true),
                   ('doctor', 'doctor_changes_beside', false),
                   ('specialty', 'specialty_changes_beside', false),
                   ('recording', 'recording_changes_beside', false),
                   ('topic', 'topic_changes_beside', false),
                   ('topic_code', 'topic_code_changes_beside', true),
                   ('article_topic', 'own_row_changes_beside', true),
                   ('article_source', 'own_row_changes_beside', true),
                   ('article_cue', 'own_row_changes_beside', true),
                   ('related_article', 'own_row_changes_beside', true),
                   ('article_question', 'question_changes_beside', true),
                   ('question_note', 'question_changes_beside', true)) source (relation, function, comes_and_goes)
      join (values ('insert', 'new table as new_rows'),
                   ('update', 'old table as old_rows new table as new_rows'),
                   ('delete', 'old table as old_rows')) event (event, rows)
        -- Nothing is shown yet of a doctor without answers, and nobody deletes one who has some.
        on source.comes_and_goes or event.event = 'update'
  loop
    execute format('create trigger %I after %s on %I referencing %s for each statement execute function %I()',
                   'beside_changes_by_' || watched.event, watched.event, watched.relation, watched.rows, watched.function);
    -- Once for each of the tables.
    if watched.event = 'update' then
      execute format('create trigger beside_changes_by_truncate after truncate on %I for each statement'
                     ' execute function emptied_table_changes_beside()', watched.relation);
    end if;
  end loop;
end $$;

-- Copies what stands beside those of these answers of which there is no copy that is true; their number, or null where none
-- is made: because something is being changed just now, because a table is locked, or because whoever asks would not see
-- what was changed last. One statement, so that whoever asks can be lost without keeping the lock; and whoever waits for a
-- table while having it gives it back at once.
create function keep_beside(articles bigint[]) returns int language plpgsql
  set lock_timeout = '50ms' set enable_seqscan = off as $$
declare
  missing bigint[];
begin
  if current_setting('transaction_isolation') in ('repeatable read', 'serializable')
     or not pg_try_advisory_xact_lock(5642801) then
    return null;
  end if;
  missing := array(
    select article.id from published_article article
     where article.id = any(articles)
       and not exists (select from published_article_beside_copy kept where kept.article_id = article.id));
  delete from article_beside_change where article_id = any(missing) and article_id <> 0;
  insert into article_beside (article_id, beside, made_after)
  select now.article_id, json_strip_nulls(now.beside),
         coalesce((select max(mark.id) from article_beside_change mark where mark.article_id = 0), 0)
    from published_article_beside now
   where now.article_id = any(missing)
  on conflict (article_id) do update set beside = excluded.beside, made_after = excluded.made_after;
  return cardinality(missing);
exception
  when lock_not_available then
    return null;
end $$;

-- Forgets copies that are true no longer and that nobody asked for since, up to so many that are marked and so many that are
-- older than a mark of all, and marks that are of no use any more; the number of rows, or null as above.
create function forget_beside(most int) returns int language plpgsql
  set lock_timeout = '50ms' set enable_seqscan = off as $$
declare
  untrue    bigint[];
  forgotten int;
  dissolved int;
begin
  if current_setting('transaction_isolation') in ('repeatable read', 'serializable')
     or not pg_try_advisory_xact_lock(5642801) then
    return null;
  end if;
  untrue := array(
    select distinct mark.article_id from article_beside_change mark where mark.article_id <> 0
     order by mark.article_id limit most);
  untrue := untrue || array(
    select kept.article_id from article_beside kept
     where kept.made_after < (select max(mark.id) from article_beside_change mark where mark.article_id = 0)
     limit most);
  delete from article_beside where article_id = any(untrue);
  get diagnostics forgotten = row_count;
  delete from article_beside_change
   where article_id = any(untrue) and article_id <> 0
      or article_id = 0 and id < (select max(mark.id) from article_beside_change mark where mark.article_id = 0);
  get diagnostics dissolved = row_count;
  return forgotten + dissolved;
exception
  when lock_not_available then
    return null;
end $$;

-- Of numbers that JSON holds exactly, in microseconds since 1970.
create function epoch_micros(moment timestamptz) returns bigint
  language sql stable parallel safe
  return (extract(epoch from moment) * 1000000)::bigint;
