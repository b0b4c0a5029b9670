-- By what answers are compared, kept one by one as they are published, so that Other Voices need not be found all at once.

-- How common words and conditions were when that was last counted. All weights rest on it until it is counted anew.
create table related_snapshot (
  single        boolean           primary key default true check (single),
  articles      int               not null check (articles >= 0),
  title_length  double precision  not null,
  body_length   double precision  not null,
  taken_at      timestamptz       not null default now()
);
-- A word or a condition, by its hash. Whoever bears it with less than the least weight is not found by it: so no list of
-- answers grows without bound.
create table related_statistic (
  term    bigint  primary key,
  titles  int     not null,
  bodies  int     not null,
  least   int     not null default 0
);

-- What a published answer is known by: the few words that tell it apart, its conditions, and what it is in for beside others.
create table related_state (
  article_id    bigint            primary key references article (id) on delete cascade,
  demo          boolean           not null,
  doctor_id     bigint            not null,
  person        boolean           not null,
  specialty_id  bigint            not null,
  published_at  timestamptz       not null,
  -- In per cent: what can be heard counts for more, what is overdue for review for less.
  prior         smallint          not null,
  comparing     boolean           not null,
  form          int               not null,
  topics        bigint[]          not null,
  title         int[]             not null,
  sketch        bytea             not null,
  terms         bigint[]          not null,
  weights       int[]             not null,
  -- A hash of all that stands above.
  fingerprint   int               not null,
  -- Another answer has to reach this to be of any matter to the list of this one; where its doctor has had their places,
  -- that doctor's mark.
  mark          double precision  not null default 0,
  full_doctors  bigint[]          not null default '{}',
  full_marks    double precision[] not null default '{}',
  -- Whether the list had to be filled up from the specialty.
  short         boolean           not null default true
) with (fillfactor = 85);
create index related_state_place_idx on related_state (specialty_id, demo, published_at, article_id);

-- The same words, to be found by.
create table related_term (
  term        bigint    not null,
  article_id  bigint    not null,
  weight      int       not null,
  prior       smallint  not null,
  primary key (term, article_id) include (weight, prior)
);

-- Whether the answer itself is another than before, or only its list is to be found anew. Who asks waits for nobody who
-- gives the answer another address, so that there is no reference.
alter table related_pending add column changed boolean not null default true;
alter table related_pending drop constraint related_pending_article_id_fkey;

insert into pending_work (kind)
select 'related' where exists (select from article where status = 'published')
on conflict (kind) do nothing;
