-- Files that were handed in on screen to be imported: looked through first, without a change, and then imported as they are.
create table import_run (
  id           bigint      generated always as identity primary key,
  file_name    filled_text not null check (length(file_name) <= 200),
  sha256       text        not null check (sha256 ~ '^[0-9a-f]{64}$'),
  byte_length  bigint      not null check (byte_length > 0),
  -- As the log calls them.
  uploaded_by  filled_text not null,
  account_id   bigint      not null references account (id),
  uploaded_at  timestamptz not null default now(),
  -- Whoever works on a run holds its row locked all the while, and changes its state in the same transaction as all that is
  -- imported: one that died leaves the state that it found, and its lock to nobody.
  -- waiting: to be looked through; checked: its rows tell what an import would do; queued: to be imported.
  state        text        not null default 'waiting' check (state in (
                 'waiting', 'checked', 'queued', 'imported', 'refused', 'interrupted', 'cancelled')),
  -- What it was interrupted at: the state to which it goes back.
  interrupted  text        check (interrupted in ('waiting', 'queued')),
  -- Who had it imported, as the log calls them, and whether bad lines are passed over.
  started_by   filled_text,
  skip_bad     boolean     not null default false,
  problem      filled_text,
  created      int         not null default 0,
  updated      int         not null default 0,
  unchanged    int         not null default 0,
  conflicts    int         not null default 0,
  bad          int         not null default 0,
  finished_at  timestamptz,
  check ((state = 'interrupted') = (interrupted is not null)),
  check (state not in ('queued', 'imported') or started_by is not null)
);
create index import_run_open_idx on import_run (id) where state in ('waiting', 'queued');

-- At most 256 KiB a row; gone once the file is no longer needed.
create table import_chunk (
  run_id    bigint not null references import_run (id) on delete cascade,
  position  int    not null check (position >= 0),
  bytes     bytea  not null check (octet_length(bytes) between 1 and 262144),
  primary key (run_id, position)
);
alter table import_chunk alter column bytes set storage external;

-- How far the one who works on a run has come; beside the run, whose row is locked meanwhile. Without one nobody has begun.
create table import_progress (
  run_id      bigint      primary key references import_run (id) on delete cascade,
  lines       bigint      not null default 0,
  bytes_read  bigint      not null default 0,
  -- Of what is read; 0 until that is known.
  bytes_total bigint      not null default 0,
  -- The answers whose Other Voices have been computed; null before that.
  related     int,
  cancelled   boolean     not null default false,
  started_at  timestamptz not null default now(),
  seen_at     timestamptz not null default now()
);

-- What a run does, or would do, with each line.
create table import_row (
  run_id     bigint not null references import_run (id) on delete cascade,
  line       bigint not null check (line > 0),
  result     text   not null check (result in ('created', 'updated', 'unchanged', 'conflict', 'bad')),
  slug       text   not null default '',
  source_id  text   not null default '',
  field      text   not null default '',
  reason     text   not null default '',
  primary key (run_id, line)
);
create index import_row_result_idx on import_row (run_id, result, line);

-- What a source says now of an answer that was edited here since: one that is open for each answer.
create table import_conflict (
  id            bigint      generated always as identity primary key,
  article_id    bigint      not null references article (id),
  source_id     text        not null references article_import (source_id),
  run_id        bigint      references import_run (id) on delete set null,
  -- The whole line, and its hash as article_import has it.
  line          text        not null,
  line_hash     text        not null check (line_hash ~ '^[0-9a-f]{64}$'),
  -- The sound and the captions that the line named; a foreign key, so that no sweep takes it.
  recording_id  bigint      references recording (id),
  captions      text,
  found_at      timestamptz not null default now(),
  resolved_at   timestamptz,
  resolved_by   bigint      references account (id),
  resolution    text        check (resolution in ('ours', 'theirs', 'fields')),
  check ((resolved_at is null) = (resolution is null) and (resolved_at is null) = (resolved_by is null))
);
create unique index import_conflict_open_key on import_conflict (source_id) where resolved_at is null;
create index import_conflict_recording_idx on import_conflict (recording_id) where recording_id is not null;

-- What the source says that somebody has decided about: saying it again is no conflict.
alter table article_import
  add column settled_hash text check (settled_hash ~ '^[0-9a-f]{64}$');
