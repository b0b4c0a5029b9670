-- What search engines are to be told of by IndexNow: one row for each address, however often it changes, and kept for a
-- moment after it was submitted, so that none is submitted twice within a minute. By slug, as the portal alone knows its URLs.
create table indexnow_outbox (
  kind        text        not null check (kind in ('article', 'doctor', 'specialty', 'topic')),
  slug        slug        not null,
  article_id  bigint references article (id) on delete set null,
  -- Null as soon as it was submitted as it is.
  changed_at  timestamptz,
  -- Of the submission under way; null where it has changed since that began.
  claim       uuid,
  not_before  timestamptz not null,
  primary key (kind, slug)
);
create index indexnow_outbox_due_idx on indexnow_outbox (not_before);
create index indexnow_outbox_article_idx on indexnow_outbox (article_id) where article_id is not null;

-- Who submits. Where nobody has wanted to for some days, nothing is kept for it either.
create table indexnow_submitter (
  single      boolean     primary key default true check (single),
  seen_at     timestamptz not null,
  holder      uuid,
  held_until  timestamptz,
  not_before  timestamptz not null default '-infinity',
  failures    int         not null default 0
);

-- For the open data: the newest answers of one language.
create index article_lang_newest_idx on article (lang, published_at desc, id desc) where status = 'published';
