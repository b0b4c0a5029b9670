-- Sound: what a file is, found by reading it through; the recording that is made of it; the captions of an answer.

alter table media drop constraint media_content_type_check;
alter table media
  add constraint media_content_type_check check (content_type in (
    'image/svg+xml', 'image/png', 'image/jpeg', 'image/webp',
    'audio/mpeg', 'audio/mp4', 'audio/aac', 'audio/ogg', 'audio/webm', 'audio/wav')),
  add column codec        text check (codec in ('mp3', 'aac', 'opus', 'vorbis', 'pcm')),
  add column duration_ms  int check (duration_ms between 1 and 36000000),
  -- In bit/s, on average over the file.
  add column bit_rate     int check (bit_rate > 0),
  add column channels     int check (channels between 1 and 8),
  -- In Hz.
  add column sample_rate  int check (sample_rate between 1000 and 768000),
  -- When somebody last stored it, or stored it again: what nothing refers to is kept for a while after that.
  add column touched_at   timestamptz not null default now(),
  add constraint media_sound_is_measured check (
    (content_type like 'audio/%') = (num_nulls(codec, duration_ms, bit_rate, channels, sample_rate) = 0)
    and num_nulls(codec, duration_ms, bit_rate, channels, sample_rate) in (0, 5));
create index media_touched_idx on media (touched_at);
create index doctor_portrait_idx on doctor (portrait_media_id) where portrait_media_id is not null;

-- A voice answer as it was sent, and what is made of it for listeners: loudness evened out, an MP3 and an Opus.
create table recording (
  id                 bigint      generated always as identity primary key,
  original_media_id  bigint      not null unique references media (id),
  mp3_media_id       bigint      references media (id),
  opus_media_id      bigint      references media (id),
  -- waiting: served as it was sent, until it is normalised; failed: served so for good.
  status             text        not null default 'waiting' check (status in ('waiting', 'ready', 'failed')),
  -- How loud each of 200 equal stretches is, relative to the loudest, which is 255.
  waveform              bytea       check (octet_length(waveform) = 200),
  -- Where nobody speaks: start, end, start, end … in milliseconds.
  silences           int[]       not null default '{}' check (cardinality(silences) % 2 = 0),
  -- Of what listeners get: integrated loudness in LUFS, true peak in dBTP (EBU R 128).
  loudness           real,
  true_peak          real,
  problem            filled_text,
  attempts           int         not null default 0 check (attempts >= 0),
  -- Nobody works on it before; moved ahead by whoever begins, so that work left by a crash is taken up again.
  next_attempt_at    timestamptz not null default now(),
  normalised_at      timestamptz,
  created_at         timestamptz not null default now(),
  check ((status = 'ready') = (mp3_media_id is not null)),
  check ((status = 'ready') = (normalised_at is not null)),
  check (opus_media_id is null or mp3_media_id is not null),
  check (status <> 'failed' or problem is not null)
);
create index recording_waiting_idx on recording (next_attempt_at, id) where status = 'waiting';
create index recording_mp3_idx on recording (mp3_media_id) where mp3_media_id is not null;
create index recording_opus_idx on recording (opus_media_id) where opus_media_id is not null;

alter table article
  add column recording_id     bigint references recording (id),
  -- Whether a machine speaks, and not the doctor: the page says so.
  add column synthetic_voice  boolean not null default false,
  -- Whether the times of the cues were worked out, and not written down by somebody who listened.
  add column cues_estimated   boolean not null default false,
  -- Since when its present recording can be heard by everybody; null while it cannot.
  add column voice_public_since timestamptz,
  add constraint article_voice_is_a_recordings check (recording_id is not null or not (synthetic_voice or cues_estimated));
create index article_recording_idx on article (recording_id) where recording_id is not null;

create function article_voice_becomes_public() returns trigger language plpgsql as $$
begin
  if new.status <> 'published' or new.recording_id is null then
    new.voice_public_since := null;
  elsif tg_op = 'INSERT' or old.status <> 'published' or old.recording_id is distinct from new.recording_id then
    new.voice_public_since := now();
  end if;
  return new;
end $$;
create trigger article_voice_becomes_public
  before insert or update of status, recording_id on article for each row
  execute function article_voice_becomes_public();

-- A file that is let go of is kept for as long as one that was just stored: the change may have been a mistake.
create function media_is_let_go() returns trigger language plpgsql as $$
begin
  update media set touched_at = now()
    from recording
   where recording.id = old.recording_id
     and media.id in (recording.original_media_id, recording.mp3_media_id, recording.opus_media_id);
  return null;
end $$;
create trigger article_lets_its_recording_go
  after update of recording_id on article for each row
  when (old.recording_id is not null and old.recording_id is distinct from new.recording_id)
  execute function media_is_let_go();

create function portrait_is_let_go() returns trigger language plpgsql as $$
begin
  update media set touched_at = now() where id = old.portrait_media_id;
  return null;
end $$;
create trigger doctor_lets_its_portrait_go
  after update of portrait_media_id on doctor for each row
  when (old.portrait_media_id is not null and old.portrait_media_id is distinct from new.portrait_media_id)
  execute function portrait_is_let_go();

-- Captions: what is said from when to when, in milliseconds from the recording's start.
create table article_cue (
  article_id  bigint      not null references article (id) on delete cascade,
  position    int         not null check (position >= 0),
  start_ms    int         not null check (start_ms >= 0),
  end_ms      int         not null check (end_ms <= 36000000),
  text        filled_text not null check (length(text) <= 200000),
  primary key (article_id, position),
  check (end_ms > start_ms)
);
