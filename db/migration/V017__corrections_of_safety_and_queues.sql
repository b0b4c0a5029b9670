-- A waiver that was taken back. It stands beside what was given, so that neither is ever rewritten.
create table red_flag_waiver_revocation (
  waiver_id   bigint      primary key references red_flag_waiver (id),
  account_id  bigint      not null references account (id),
  reason      filled_text not null check (length(reason) <= 1000),
  revoked_at  timestamptz not null
);
create trigger red_flag_waiver_revocation_never_rewritten before update or delete or truncate on red_flag_waiver_revocation
  for each statement execute function never_rewritten();

-- What readers wrote and is not closed; which nobody sees to; which somebody does.
create index feedback_unclosed_idx on feedback (id) where state <> 'closed';
create index feedback_nobodys_idx on feedback (state, id) where assigned_to is null;
create index feedback_somebodys_idx on feedback (state, id) where assigned_to is not null;

-- By which the words of searches without result are hashed, so that nobody finds them by trying words on the table alone.
-- Each key is in use for a while, and is forgotten when nothing is counted by it any more.
create table search_miss_key (
  since  date  not null primary key,
  key    bytea not null check (octet_length(key) = 32)
);
-- What was hashed without a key is guessed no longer, though still counted; where the words stand beside it, it stays.
update search_miss
   set query_hash = sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
 where query_hash not in (select query_hash from search_miss where query is not null);

-- For which day Other Voices were computed last: what becomes overdue for review after it has not lost its place yet.
create table related_computed (
  single  boolean primary key default true check (single),
  day     date    not null
);
