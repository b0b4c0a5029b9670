-- Files that are sent piece by piece, so that a broken connection costs no more than the piece that was on its way.
-- Swept a day after the last piece, whatever became of them.
create table upload (
  -- Chosen by the browser, so that one that did not hear the answer can ask for the same again.
  id             uuid        primary key,
  account_id     bigint      not null references account (id) on delete cascade,
  byte_length    bigint      not null check (byte_length between 1 and 209715200),
  received       bigint      not null default 0,
  -- What was made of it; its pieces are gone then.
  manuscript_id  bigint      references manuscript (id),
  touched_at     timestamptz not null default now(),
  check (received between 0 and byte_length),
  check (manuscript_id is null or received = byte_length)
);
create index upload_account_idx on upload (account_id, touched_at desc, id);
create index upload_touched_idx on upload (touched_at);

create table upload_piece (
  upload_id  uuid   not null references upload (id) on delete cascade,
  starts_at  bigint not null check (starts_at >= 0),
  bytes      bytea  not null check (octet_length(bytes) between 1 and 1000000),
  primary key (upload_id, starts_at)
);
alter table upload_piece alter column bytes set storage external;
