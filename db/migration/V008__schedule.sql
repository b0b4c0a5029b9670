-- What is to be published or withdrawn at a set time, by whichever instance is there then; and what became of it.
create table scheduled_job (
  id               bigint      generated always as identity primary key,
  manuscript_id    bigint      not null references manuscript (id),
  kind             text        not null check (kind in ('publish', 'withdraw')),
  -- Which revision is to be published: that one, or none.
  revision_number  int,
  run_at           timestamptz not null,
  -- As it was typed, and the zone in which it was meant.
  local_time       timestamp   not null,
  time_zone        filled_text not null check (length(time_zone) <= 100),
  -- For readers, as when it is done by hand.
  reason           text        not null default '' check (length(reason) <= 1000),
  -- Who does it, as far as the log and the rights to it go: who set the time last.
  account_id       bigint      not null references account (id),
  state            text        not null default 'waiting' check (state in ('waiting', 'done', 'failed', 'cancelled')),
  created_at       timestamptz not null default now(),
  finished_at      timestamptz,
  -- Why it failed: messages by their keys, with their arguments.
  failure          jsonb       check (jsonb_typeof(failure) = 'array'),
  -- How often it broke off for no reason that anybody could be told.
  attempts         int         not null default 0 check (attempts >= 0),
  -- When a failure was seen to.
  dismissed_at     timestamptz,
  check ((kind = 'publish') = (revision_number is not null)),
  check (kind = 'publish' or reason <> ''),
  check ((state = 'waiting') = (finished_at is null)),
  check ((state = 'failed') = (failure is not null)),
  check (dismissed_at is null or state = 'failed'),
  foreign key (manuscript_id, revision_number) references revision (manuscript_id, number)
);
create unique index scheduled_job_waiting_key on scheduled_job (manuscript_id, kind) where state = 'waiting';
create index scheduled_job_manuscript_idx on scheduled_job (manuscript_id, id);
-- What is due, and the lists of all and of one's own, walked from either of these.
create index scheduled_job_run_idx on scheduled_job (run_at, id) where state = 'waiting';
create index scheduled_job_run_own_idx on scheduled_job (account_id, run_at, id) where state = 'waiting';
create index scheduled_job_failed_idx on scheduled_job (finished_at, id) where state = 'failed' and dismissed_at is null;
create index scheduled_job_failed_own_idx on scheduled_job (account_id, finished_at, id)
  where state = 'failed' and dismissed_at is null;
create index scheduled_job_done_idx on scheduled_job (finished_at, id) where state = 'done';
create index scheduled_job_done_own_idx on scheduled_job (account_id, finished_at, id) where state = 'done';
