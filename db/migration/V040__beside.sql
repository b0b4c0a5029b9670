-- What an answer's page shows beside its own row, copied together: who answers, its conditions, sources and captions, its
-- Other Voices, and what else is answered to its question. To find that in twenty tables took the database longer than all
-- that it does otherwise for a page. A copy that may be true no longer is marked in the transaction that makes it untrue,
-- by the triggers below, whoever writes; what is marked is not read.

create table article_beside (
  article_id  bigint primary key,
  beside      json   not null
);

-- The marks. Rows of their own, which never wait for each other, as changed copies would.
create table article_beside_change (
  article_id  bigint not null,
  id          bigint generated always as identity,
  primary key (article_id, id)
);

-- No copy is made while a transaction is under way that may change what it holds: those that change something share a lock
-- until they end, and who makes copies has it alone for that moment, or makes none. Tells whether there may be copies to
-- mark: in the isolation levels that see only what was there when they began, there may always be.
create function beside_is_kept() returns boolean language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(5642801);
  return current_setting('transaction_isolation') <> 'read committed' or exists (select from article_beside);
end $$;

-- Marks the copies of these answers.
create function beside_changes(articles bigint[]) returns void language plpgsql as $$
begin
  insert into article_beside_change (article_id)
  select distinct changed.article_id
    from unnest(articles) changed (article_id)
   where current_setting('transaction_isolation') <> 'read committed'
      or exists (select from article_beside kept where kept.article_id = changed.article_id)
         and not exists (select from article_beside_change known where known.article_id = changed.article_id);
end $$;

-- Marks the copies of these answers, of those that show them, and of those that are called the same, which pages tell
-- apart. By index, however many answers there are and however few PostgreSQL expects.
create function shown_changes(articles bigint[], titles text[] default '{}') returns void language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  perform beside_changes(array(
    select changed.id from unnest(articles) changed (id)
    union
    select link.article_id from unnest(articles) changed (id) join related_article link on link.related_id = changed.id
    union
    select other.article_id
      from unnest(articles) changed (id)
      join article_question mine on mine.article_id = changed.id
      join article_question other on other.key = mine.key
    union
    select same.id
      from unnest(titles) called (title)
      join article same on lower(same.title) = called.title and same.status = 'published'));
end $$;

create function article_changes_beside() returns trigger language plpgsql as $$
declare
  changed bigint[];
  titles  text[];
begin
  if not beside_is_kept() then
    return null;
  end if;
  if tg_op = 'INSERT' then
    select array_agg(id), array_agg(lower(title)) into changed, titles from new_rows where status = 'published';
  elsif tg_op = 'DELETE' then
    select array_agg(id), array_agg(lower(title)) into changed, titles from old_rows where status = 'published';
    delete from article_beside where article_id in (select id from old_rows);
    delete from article_beside_change where article_id in (select id from old_rows);
  else
    select array_agg(fresh.id), array_agg(lower(former.title)) || array_agg(lower(fresh.title)) into changed, titles
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
  if changed is not null then
    perform shown_changes(changed, titles);
  end if;
  return null;
end $$;

create function doctor_changes_beside() returns trigger language plpgsql as $$
begin
  if beside_is_kept() then
    perform shown_changes(array(
      select article.id
        from old_rows former
        join new_rows fresh using (id)
        join article on article.doctor_id = fresh.id and article.status = 'published'
       where (former.slug, former.kind, former.name, former.title, former.credentials, former.institution,
              former.languages, former.demo, former.portrait)
             is distinct from
             (fresh.slug, fresh.kind, fresh.name, fresh.title, fresh.credentials, fresh.institution,
              fresh.languages, fresh.demo, fresh.portrait)));
  end if;
  return null;
end $$;

create function specialty_changes_beside() returns trigger language plpgsql as $$
begin
  if beside_is_kept() then
    perform shown_changes(array(
      select article.id
        from old_rows former
        join new_rows fresh using (id)
        join article on article.specialty_id = fresh.id and article.status = 'published'
       where (former.slug, former.name, former.schema_org) is distinct from (fresh.slug, fresh.name, fresh.schema_org)));
  end if;
  return null;
end $$;

create function recording_changes_beside() returns trigger language plpgsql as $$
begin
  if beside_is_kept() then
    perform shown_changes(array(
      select article.id
        from old_rows former
        join new_rows fresh using (id)
        join article on article.recording_id = fresh.id and article.status = 'published'
       where (former.audio, former.audio_opus, former.duration_ms, former.byte_length, former.waveform)
             is distinct from
             (fresh.audio, fresh.audio_opus, fresh.duration_ms, fresh.byte_length, fresh.waveform)));
  end if;
  return null;
end $$;

create function topic_changes_beside() returns trigger language plpgsql as $$
begin
  if beside_is_kept() then
    perform beside_changes(array(
      select link.article_id
        from old_rows former
        join new_rows fresh using (id)
        join article_topic link on link.topic_id = fresh.id
       where (former.slug, former.name, former.definition, former.merged_into_id)
             is distinct from (fresh.slug, fresh.name, fresh.definition, fresh.merged_into_id)
      union
      -- Why one of the Other Voices stands there.
      select link.article_id
        from old_rows former
        join new_rows fresh using (id)
        join related_article link on link.topic_id = fresh.id
       where (former.name, former.merged_into_id) is distinct from (fresh.name, fresh.merged_into_id)));
  end if;
  return null;
end $$;

create function topic_code_changes_beside() returns trigger language plpgsql as $$
declare
  changed bigint[] := '{}';
begin
  if beside_is_kept() then
    if tg_op <> 'INSERT' then
      changed := array(select topic_id from old_rows);
    end if;
    if tg_op <> 'DELETE' then
      changed := changed || array(select topic_id from new_rows);
    end if;
    perform beside_changes(array(select article_id from article_topic where topic_id = any(changed)));
  end if;
  return null;
end $$;

-- Of what belongs to one answer alone.
create function own_row_changes_beside() returns trigger language plpgsql as $$
declare
  changed bigint[] := '{}';
begin
  if beside_is_kept() then
    if tg_op <> 'INSERT' then
      changed := array(select article_id from old_rows);
    end if;
    if tg_op <> 'DELETE' then
      changed := changed || array(select article_id from new_rows);
    end if;
    perform beside_changes(changed);
  end if;
  return null;
end $$;

-- Of an answer's question, and of what editors say of all answers to it.
create function question_changes_beside() returns trigger language plpgsql as $$
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
  end loop;
end $$;

-- Copies what stands beside these answers, for as many as are public; the number of copies, or null where none is made
-- because something is being changed just now. One statement, so that whoever asks can be lost without keeping the lock.
create function keep_beside(articles bigint[]) returns int language plpgsql as $$
declare
  kept int;
begin
  if not pg_try_advisory_xact_lock(5642801) then
    return null;
  end if;
  delete from article_beside_change where article_id = any(articles);
  insert into article_beside (article_id, beside)
  select now.article_id, now.beside from published_article_beside now where now.article_id = any(articles)
  on conflict (article_id) do update set beside = excluded.beside;
  get diagnostics kept = row_count;
  delete from article_beside gone
   where gone.article_id = any(articles)
     and not exists (select from published_article article where article.id = gone.article_id);
  return kept;
end $$;

-- Of numbers that JSON holds exactly, in microseconds since 1970.
create function epoch_micros(moment timestamptz) returns bigint
  language sql stable parallel safe
  return (extract(epoch from moment) * 1000000)::bigint;
