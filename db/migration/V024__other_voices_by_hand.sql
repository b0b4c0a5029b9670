-- Other Voices that the newsroom decides about, and what readers went on to.

-- Two answers that belong beside each other, or do not, whatever their words say. Each stands in both lists, or neither.
create table related_pair (
  article_id  bigint      not null references article (id) on delete cascade,
  related_id  bigint      not null references article (id) on delete cascade,
  decision    text        not null check (decision in ('pin', 'ban')),
  decided_by  filled_text not null,
  decided_at  timestamptz not null default now(),
  primary key (article_id, related_id),
  check (article_id < related_id)
);
create index related_pair_related_idx on related_pair (related_id);

-- How often readers went from one answer straight to another: of nobody more is kept than the sum.
create table read_next (
  article_id  bigint  not null references article (id) on delete cascade,
  next_id     bigint  not null references article (id) on delete cascade,
  times       int     not null check (times > 0),
  primary key (article_id, next_id),
  check (article_id <> next_id)
);
create index read_next_next_idx on read_next (next_id);

-- Answers whose Other Voices are to be found anew. Rows are only added and taken away, so that nobody waits.
create table related_pending (
  id          bigint generated always as identity primary key,
  article_id  bigint not null references article (id) on delete cascade
);

alter table related_article drop constraint related_article_reason_check;
alter table related_article add constraint related_article_reason_check check (reason in (
  'CHOSEN', 'SAME_QUESTION', 'COMPARES', 'SAME_TOPIC', 'SIMILAR_QUESTION', 'OFTEN_READ_NEXT', 'MENTIONS',
  'SAME_SPECIALTY'));
