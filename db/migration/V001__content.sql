-- Specialties, doctors, topics, articles and what hangs on them. Bad states are refused here, whoever writes.

create extension if not exists unaccent;
create extension if not exists pg_trgm;

-- The text search configuration of a BCP 47 language tag; unknown languages are searched word for word.
create function text_configuration(lang text) returns regconfig
  language sql immutable strict parallel safe
  return case split_part(lang, '-', 1)
    when 'ar' then 'pg_catalog.arabic'::regconfig
    when 'da' then 'pg_catalog.danish'::regconfig
    when 'de' then 'pg_catalog.german'::regconfig
    when 'en' then 'pg_catalog.english'::regconfig
    when 'es' then 'pg_catalog.spanish'::regconfig
    when 'fi' then 'pg_catalog.finnish'::regconfig
    when 'fr' then 'pg_catalog.french'::regconfig
    when 'it' then 'pg_catalog.italian'::regconfig
    when 'nl' then 'pg_catalog.dutch'::regconfig
    when 'no' then 'pg_catalog.norwegian'::regconfig
    when 'pt' then 'pg_catalog.portuguese'::regconfig
    when 'ru' then 'pg_catalog.russian'::regconfig
    when 'sv' then 'pg_catalog.swedish'::regconfig
    when 'tr' then 'pg_catalog.turkish'::regconfig
    else 'pg_catalog.simple'::regconfig
  end;

create domain slug as text
  check (value ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(value) <= 100);
create domain language_tag as text
  check (value ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$');
-- Text that says something: neither empty nor white space alone.
create domain filled_text as text
  check (value ~ '[^[:space:]]');

create table media (
  id            bigint generated always as identity primary key,
  sha256        text        not null unique check (sha256 ~ '^[0-9a-f]{64}$'),
  content_type  text        not null check (content_type in (
                  'image/svg+xml', 'image/png', 'image/jpeg', 'image/webp',
                  'audio/mpeg', 'audio/mp4', 'audio/ogg', 'audio/webm', 'audio/wav')),
  byte_length   bigint      not null check (byte_length > 0),
  created_at    timestamptz not null default now()
);

-- At most 256 KiB a row, so that neither upload nor range request ever holds a whole file.
create table media_chunk (
  media_id  bigint not null references media (id) on delete cascade,
  position  int    not null check (position >= 0),
  bytes     bytea  not null check (octet_length(bytes) between 1 and 262144),
  primary key (media_id, position)
);
alter table media_chunk alter column bytes set storage external;

create table specialty (
  id           bigint generated always as identity primary key,
  slug         slug        not null unique,
  name         filled_text not null check (length(name) <= 200),
  description  text        not null default '',
  -- A member of schema.org's MedicalSpecialty enumeration, for example 'Oncologic'.
  schema_org   text check (schema_org ~ '^[A-Z][A-Za-z]+$'),
  updated_at   timestamptz not null default now()
);
create unique index specialty_name_key on specialty (lower(name));

-- Who answers: a person, or an institution that speaks as one author.
create table doctor (
  id                 bigint generated always as identity primary key,
  slug               slug        not null unique,
  kind               text        not null check (kind in ('person', 'organization')),
  name               filled_text not null check (length(name) <= 200),
  title              filled_text,
  credentials        filled_text,
  institution        filled_text,
  biography          filled_text,
  languages          text[]      not null default '{}',
  portrait_media_id  bigint references media (id),
  demo               boolean     not null default false,
  updated_at         timestamptz not null default now(),
  check (kind = 'person' or credentials is null)
);
-- A demonstration doctor never stands in for a real one of the same name.
create unique index doctor_name_key on doctor (lower(name), kind, demo);

create table topic (
  id          bigint generated always as identity primary key,
  slug        slug        not null unique,
  name        filled_text not null check (length(name) <= 200),
  definition  text        not null default '',
  updated_at  timestamptz not null default now()
);
create unique index topic_name_key on topic (lower(name));

create table topic_synonym (
  topic_id  bigint      not null references topic (id) on delete cascade,
  name      filled_text not null check (length(name) <= 200),
  primary key (topic_id, name)
);
create index topic_synonym_name_idx on topic_synonym (lower(name));

create table topic_code (
  topic_id  bigint      not null references topic (id) on delete cascade,
  system    text        not null check (system in ('icd10', 'mesh', 'umls')),
  code      filled_text not null check (length(code) <= 50),
  primary key (topic_id, system, code)
);
create index topic_code_code_idx on topic_code (system, code);

create table article (
  id                    bigint generated always as identity primary key,
  slug                  slug          not null unique,
  lang                  language_tag  not null,
  status                text          not null check (status in (
                          'draft', 'in_review', 'approved', 'scheduled', 'published', 'withdrawn')),
  title                 filled_text   not null check (length(title) <= 300),
  transcript            filled_text   not null,
  -- The first sentences, for lists: written with the transcript, so that lists need not read it.
  excerpt               filled_text   not null check (length(excerpt) <= 400),
  doctor_id             bigint        not null references doctor (id),
  specialty_id          bigint        not null references specialty (id),
  duration_seconds      int check (duration_seconds between 1 and 36000),
  recorded_on           date,
  edited_on             date,
  reviewed_on           date,
  review_due_on         date,
  reviewer_name         filled_text,
  reviewer_credentials  filled_text,
  reviewer_id           bigint references doctor (id),
  conflicts             filled_text,
  care_level            text check (care_level in ('non-urgent', 'urgent', 'emergency')),
  care_text             filled_text,
  demo                  boolean       not null default false,
  published_at          timestamptz,
  withdrawn_at          timestamptz,
  withdrawn_reason      filled_text,
  created_at            timestamptz   not null default now(),
  updated_at            timestamptz   not null default now(),
  check (status <> 'published' or published_at is not null),
  check ((status = 'withdrawn') = (withdrawn_at is not null)),
  check ((status = 'withdrawn') = (withdrawn_reason is not null)),
  check ((care_level is null) = (care_text is null)),
  check (reviewed_on is null or reviewer_name is not null),
  check (reviewer_credentials is null or reviewer_name is not null),
  check (reviewer_id is null or reviewer_id <> doctor_id),
  check (review_due_on is null or (reviewed_on is not null and review_due_on > reviewed_on)),
  check (recorded_on is null or reviewed_on is null or reviewed_on >= recorded_on)
);
create index article_newest_idx on article (published_at desc, id desc) where status = 'published';
create index article_specialty_newest_idx on article (specialty_id, published_at desc, id desc)
  where status = 'published';
create index article_doctor_newest_idx on article (doctor_id, published_at desc, id desc)
  where status = 'published';

-- Every slug that ever led to an article: one owner each, for good. The article's own slug is one of them; the
-- others are aliases, which redirect to it in one hop. One table, so that no slug can be alias and live elsewhere.
-- URLs carry no language, so a slug is unique over all languages, and thereby within each.
create table article_slug (
  slug        slug        primary key,
  article_id  bigint      not null references article (id),
  created_at  timestamptz not null default now(),
  unique (slug, article_id)
);
create index article_slug_article_idx on article_slug (article_id);
alter table article add constraint article_owns_its_slug
  foreign key (slug, id) references article_slug (slug, article_id) deferrable initially deferred;

create table article_source (
  article_id  bigint      not null references article (id) on delete cascade,
  position    int         not null check (position >= 0),
  title       filled_text not null,
  url         text check (url ~* '^https?://[^[:space:]]+$'),
  primary key (article_id, position)
);

-- published_at stands here too, so that a topic's newest answers are read from one index, however many there are;
-- it follows the article's (null while that is not published).
create table article_topic (
  article_id    bigint not null references article (id) on delete cascade,
  topic_id      bigint not null references topic (id),
  position      int    not null check (position >= 0),
  published_at  timestamptz,
  primary key (article_id, topic_id)
);
create index article_topic_newest_idx on article_topic (topic_id, published_at desc, article_id desc)
  where published_at is not null;

create function article_topic_follows_article() returns trigger language plpgsql as $$
begin
  update article_topic
     set published_at = case when new.status = 'published' then new.published_at end
   where article_id = new.id;
  return null;
end $$;
create trigger article_topic_follows_article
  after update of status, published_at on article for each row
  when (old.status is distinct from new.status or old.published_at is distinct from new.published_at)
  execute function article_topic_follows_article();

create function article_topic_takes_publication() returns trigger language plpgsql as $$
begin
  select case when status = 'published' then published_at end into new.published_at
    from article where id = new.article_id;
  return new;
end $$;
create trigger article_topic_takes_publication
  before insert on article_topic for each row execute function article_topic_takes_publication();

-- Other Voices, computed when something is published.
create table related_article (
  article_id  bigint not null references article (id) on delete cascade,
  position    int    not null check (position between 1 and 10),
  related_id  bigint not null references article (id) on delete cascade,
  score       real   not null,
  reason      text   not null check (reason in (
                'SAME_QUESTION', 'COMPARES', 'SAME_TOPIC', 'SIMILAR_QUESTION', 'SAME_SPECIALTY')),
  -- The topic that both are about, where that is the reason.
  topic_id    bigint references topic (id),
  primary key (article_id, position),
  unique (article_id, related_id),
  check (article_id <> related_id),
  check ((reason = 'SAME_TOPIC') = (topic_id is not null))
);
create index related_article_related_idx on related_article (related_id);

-- What search reads; a row only while the article is published.
create table article_search (
  article_id  bigint   primary key references article (id) on delete cascade,
  document    tsvector not null
);
create index article_search_document_idx on article_search using gin (document);

-- Where an article came from, and what it was like then: importing the same file twice changes nothing, and an
-- article edited here since is told from one that its source changed.
create table article_import (
  source_id     text        primary key check (length(source_id) between 1 and 300),
  article_id    bigint      not null unique references article (id),
  source_hash   text        not null check (source_hash ~ '^[0-9a-f]{64}$'),
  imported_at   timestamptz not null default now(),
  edited_here   boolean     not null default false
);

-- Who did what; the run-time role may add to it and read it, nothing else.
create table audit_entry (
  id           bigint generated always as identity primary key,
  happened_at  timestamptz not null default now(),
  actor        filled_text not null,
  action       text        not null check (action ~ '^[a-z_]+(\.[a-z_]+)*$'),
  article_id   bigint,
  detail       jsonb       not null default '{}'
);
create index article_audit_idx on audit_entry (article_id, id) where article_id is not null;
