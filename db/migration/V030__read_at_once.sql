-- What readers see of an answer is found in few rows: names of files stand with the doctor and the recording, and what an
-- answer's past tells stands in its row. Kept by triggers, so that nobody who writes can forget it.

-- The name of a file under /media.
create or replace function media_name(sha256 text, content_type text) returns text
  language sql immutable parallel safe
  return sha256 || case content_type
    when 'image/svg+xml' then '.svg' when 'image/png' then '.png' when 'image/jpeg' then '.jpg'
    when 'image/webp' then '.webp' when 'audio/mpeg' then '.mp3' when 'audio/mp4' then '.m4a'
    when 'audio/aac' then '.aac' when 'audio/ogg' then '.ogg' when 'audio/webm' then '.webm'
    when 'audio/wav' then '.wav' end;

alter table doctor add column portrait text;

-- What listeners get: the MP3 made of what was sent, or else what was sent; and the Opus where there is one.
alter table recording
  add column audio        text,
  add column audio_opus   text,
  add column duration_ms  int,
  add column byte_length  bigint;

update doctor set portrait = media_name(media.sha256, media.content_type)
  from media where media.id = doctor.portrait_media_id;
update recording
   set audio = media_name(served.sha256, served.content_type),
       audio_opus = (select media_name(opus.sha256, opus.content_type) from media opus where opus.id = recording.opus_media_id),
       duration_ms = served.duration_ms, byte_length = served.byte_length
  from media served where served.id = coalesce(recording.mp3_media_id, recording.original_media_id);

create function doctor_shows_its_portrait() returns trigger language plpgsql as $$
begin
  new.portrait := (select media_name(sha256, content_type) from media where id = new.portrait_media_id);
  return new;
end $$;
create trigger doctor_shows_its_portrait before insert or update of portrait_media_id, portrait on doctor
  for each row execute function doctor_shows_its_portrait();

create function recording_serves_its_files() returns trigger language plpgsql as $$
begin
  select media_name(sha256, content_type), media.duration_ms, media.byte_length
    into new.audio, new.duration_ms, new.byte_length
    from media where id = coalesce(new.mp3_media_id, new.original_media_id);
  new.audio_opus := (select media_name(sha256, content_type) from media where id = new.opus_media_id);
  return new;
end $$;
create trigger recording_serves_its_files
  before insert or update of original_media_id, mp3_media_id, opus_media_id, audio, audio_opus, duration_ms, byte_length
  on recording for each row execute function recording_serves_its_files();

-- A file is named by what is in it, which is known once it has been read to its end.
create function media_is_named() returns trigger language plpgsql as $$
begin
  update doctor set portrait = null where portrait_media_id = new.id;
  update recording set audio = null where original_media_id = new.id or mp3_media_id = new.id or opus_media_id = new.id;
  return null;
end $$;
create trigger media_is_named after update of sha256, content_type, duration_ms, byte_length on media for each row
  when (old.sha256 is distinct from new.sha256 or old.content_type is distinct from new.content_type
    or old.duration_ms is distinct from new.duration_ms or old.byte_length is distinct from new.byte_length)
  execute function media_is_named();

-- What readers are told of an answer's past.
alter table article
  -- When its history last told of a change, or of its return.
  add column changed_at        timestamptz,
  -- Whether its history tells of more than reviews that found it correct, and whether of such.
  add column changed           boolean not null default false,
  add column found_correct     boolean not null default false,
  add column imported          boolean not null default false,
  -- The day of the last edit of which the source of an import tells.
  add column source_edited_on  date;

update article
   set changed_at = told.changed_at, changed = told.changed, found_correct = told.found_correct,
       imported = told.imported, source_edited_on = told.edited_on
  from (select article_id, max(changed_at) as changed_at, bool_or(changed) as changed,
               bool_or(found_correct) as found_correct, bool_or(imported) as imported, max(edited_on) as edited_on
          from (select article_id, case when event in ('changed', 'returned') then changed_at end as changed_at,
                       event <> 'reviewed' as changed, event = 'reviewed' as found_correct, false as imported,
                       null::date as edited_on
                  from article_change
                union all
                select article_id, null, false, false, true, edited_on from article_import) row_by_row
         group by article_id) told
 where told.article_id = article.id;

create function article_change_is_told() returns trigger language plpgsql as $$
begin
  update article
     set changed_at = greatest(changed_at, case when new.event in ('changed', 'returned') then new.changed_at end),
         changed = changed or new.event <> 'reviewed',
         found_correct = found_correct or new.event = 'reviewed'
   where id = new.article_id;
  return null;
end $$;
create trigger article_change_is_told after insert on article_change
  for each row execute function article_change_is_told();

create function article_import_is_told() returns trigger language plpgsql as $$
begin
  update article set imported = true, source_edited_on = new.edited_on
   where id = new.article_id and (not imported or source_edited_on is distinct from new.edited_on);
  return null;
end $$;
create trigger article_import_is_told after insert or update of article_id, edited_on on article_import
  for each row execute function article_import_is_told();
