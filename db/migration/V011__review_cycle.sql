-- The review cycle: what is due, that it was found right once more, and the letters that remind of it.

create index article_review_due_public_idx on article (review_due_on, id) where status = 'published';

-- That somebody read what stood in public, whole, and found it still correct. What is being written meanwhile is not
-- touched by it; but a version that carries only the day that was due then, carries the new day from now on.
create table reconfirmation (
  id             bigint      generated always as identity primary key,
  article_id     bigint      not null references article (id),
  -- Null while the answer had none.
  manuscript_id  bigint      references manuscript (id),
  account_id     bigint      not null references account (id),
  confirmed_at   timestamptz not null,
  -- Of all that was read.
  read_sha256    text        not null check (read_sha256 ~ '^[0-9a-f]{64}$'),
  review_due_on  date        not null,
  -- What the public version named as its day, and what day stood in public.
  carried_due_on date,
  due_before     date,
  -- Of the latest version then.
  revision_id    bigint      references revision (id)
);
create index reconfirmation_article_idx on reconfirmation (article_id, id);
create index reconfirmation_manuscript_idx on reconfirmation (manuscript_id, id) where manuscript_id is not null;
create index reconfirmation_account_idx on reconfirmation (account_id);
create index approval_account_idx on approval (account_id);
create trigger reconfirmation_never_rewritten before update or delete or truncate on reconfirmation
  for each statement execute function never_rewritten();

-- The public history tells of it too: nothing was changed, and somebody looked.
alter table article_change
  drop constraint article_change_event_check,
  add constraint article_change_event_check check (event in ('changed', 'withdrawn', 'returned', 'reviewed')),
  drop constraint article_change_is_explained,
  add constraint article_change_is_explained check (reason is not null or event in ('returned', 'reviewed'));

alter table account add column review_digest boolean not null default true;

-- Letters of one week, each row one letter. The week's first instance writes all rows at once; whoever has marked a row
-- as taken, and committed that, sends it. A letter that was refused is tried again later.
create table digest_week (
  week        date        primary key check (extract(isodow from week) = 1),
  planned_at  timestamptz not null
);
create table digest_sent (
  account_id  bigint      not null references account (id) on delete cascade,
  week        date        not null references digest_week (week) on delete cascade,
  taken_at    timestamptz,
  sent_at     timestamptz,
  tries       int         not null default 0 check (tries >= 0),
  next_try_at timestamptz not null,
  primary key (account_id, week)
);
create index digest_sent_waiting_idx on digest_sent (next_try_at) where taken_at is null;
