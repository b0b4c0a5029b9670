-- What readers say of an answer: whether it helped, and what is wrong with it. Nothing tells who they are but an e-mail
-- address, where they left one in order to be answered.

-- Votes, and reports of errors, per answer: one lookup.
create table feedback_count (
  article_id  bigint not null primary key references article (id),
  yes         bigint not null default 0 check (yes >= 0),
  no          bigint not null default 0 check (no >= 0),
  errors      bigint not null default 0 check (errors >= 0)
);

-- The same by day (UTC).
create table feedback_day (
  day         date   not null,
  article_id  bigint not null references article (id),
  yes         int    not null default 0 check (yes >= 0),
  no          int    not null default 0 check (no >= 0),
  errors      int    not null default 0 check (errors >= 0),
  primary key (day, article_id)
);
create index feedback_day_article_idx on feedback_day (article_id, day);

-- What was written, until somebody has dealt with it, and for two years after.
create table feedback (
  id           bigint      generated always as identity primary key,
  article_id   bigint      not null references article (id),
  -- What the reader had: the version, where the newsroom wrote it; and when it had last changed.
  revision_id  bigint      references revision (id),
  version_at   timestamptz not null,
  kind         text        not null check (kind in ('helpful', 'unhelpful', 'error')),
  body         filled_text not null check (length(body) <= 2000),
  email        email_address,
  created_at   timestamptz not null default now(),
  state        text        not null default 'open' check (state in ('open', 'assigned', 'answered', 'closed')),
  assigned_to  bigint      references account (id),
  answer       filled_text check (length(answer) <= 5000),
  answered_by  bigint      references account (id),
  answered_at  timestamptz,
  -- When a mail server took the answer; null where it was, or is to be, sent by hand.
  mailed_at    timestamptz,
  closed_by    bigint      references account (id),
  closed_at    timestamptz,
  -- Whether the answer is changed because of it.
  outcome      text        check (outcome in ('changed', 'unchanged')),
  -- Grows with every act, so that of two people at once the second is told.
  version      int         not null default 1 check (version > 0),
  check ((answer is null) = (answered_at is null) and (answer is null) = (answered_by is null)),
  check (mailed_at is null or answer is not null),
  check ((state = 'closed') = (closed_at is not null)),
  check ((state = 'closed') = (closed_by is not null) and (state = 'closed') = (outcome is not null)),
  check (state <> 'assigned' or assigned_to is not null),
  check (state <> 'answered' or answer is not null)
);
create index feedback_open_idx on feedback (id) where state in ('open', 'assigned');
create index feedback_state_idx on feedback (state, id);
create index feedback_article_idx on feedback (article_id, id);
create index feedback_assigned_idx on feedback (assigned_to, id) where assigned_to is not null;
create index feedback_revision_idx on feedback (revision_id) where revision_id is not null;
-- For the sweeps.
create index feedback_email_idx on feedback (closed_at) where closed_at is not null and email is not null;
create index feedback_closed_idx on feedback (closed_at) where closed_at is not null;

-- What colleagues say about it to each other.
create table feedback_note (
  id           bigint      generated always as identity primary key,
  feedback_id  bigint      not null references feedback (id) on delete cascade,
  account_id   bigint      not null references account (id),
  body         filled_text not null check (length(body) <= 5000),
  created_at   timestamptz not null default now()
);
create index feedback_note_feedback_idx on feedback_note (feedback_id, id);
