alter table doctor add column portrait text;

update doctor set portrait = media_name(media.sha256, media.content_type)
  from media where media.id = doctor.portrait_media_id;

create function doctor_shows_its_portrait() returns trigger language plpgsql as $$
begin
  new.portrait := (select media_name(sha256, content_type) from media where id = new.portrait_media_id);
  return new;
end $$;
create trigger doctor_shows_its_portrait before insert or update of portrait_media_id, portrait on doctor
  for each row execute function doctor_shows_its_portrait();

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
