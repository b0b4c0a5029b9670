-- The name of a file under /media.
create or replace function media_name(sha256 text, content_type text) returns text
  language sql immutable parallel safe
  return sha256 || case content_type
    when 'image/svg+xml' then '.svg' when 'image/png' then '.png' when 'image/jpeg' then '.jpg'
    when 'image/webp' then '.webp' when 'audio/mpeg' then '.mp3' when 'audio/mp4' then '.m4a'
    when 'audio/aac' then '.aac' when 'audio/ogg' then '.ogg' when 'audio/webm' then '.webm'
    when 'audio/wav' then '.wav' end;

-- What listeners get: the MP3 made of what was sent, or else what was sent; and the Opus where there is one.
alter table recording
  add column audio        text,
  add column audio_opus   text,
  add column duration_ms  int,
  add column byte_length  bigint;

update recording
   set audio = media_name(served.sha256, served.content_type),
       audio_opus = (select media_name(opus.sha256, opus.content_type) from media opus where opus.id = recording.opus_media_id),
       duration_ms = served.duration_ms, byte_length = served.byte_length
  from media served where served.id = coalesce(recording.mp3_media_id, recording.original_media_id);

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
