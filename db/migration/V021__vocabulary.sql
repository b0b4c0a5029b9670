-- Names of conditions from elsewhere: ontologies in OBO format, and which of their terms are conditions of ours.

create table vocabulary (
  id           bigint      generated always as identity primary key,
  -- As the file calls its ontology, for example 'doid/subsets/DO_cancer_slim'.
  name         filled_text not null unique check (length(name) <= 300),
  version      text        not null default '' check (length(version) <= 300),
  imported_at  timestamptz not null
);

create table vocabulary_term (
  id             bigint      generated always as identity primary key,
  vocabulary_id  bigint      not null references vocabulary (id) on delete cascade,
  accession      filled_text not null check (length(accession) <= 200),
  name           filled_text not null check (length(name) <= 500),
  -- Kept for editors: what readers are told of a condition is the newsroom's own.
  definition     text        not null default '' check (length(definition) <= 10000),
  -- Of all that the file says of the term and we keep: importing the same twice changes nothing.
  content_hash   text        not null check (content_hash ~ '^[0-9a-f]{64}$'),
  topic_id       bigint      references topic (id) on delete set null,
  unique (vocabulary_id, accession)
);
create index vocabulary_term_topic_idx on vocabulary_term (topic_id) where topic_id is not null;

-- The key is what org.vivavoce.content.NameKey makes of the name; empty where nothing is left of it.
create table vocabulary_name (
  term_id   bigint      not null references vocabulary_term (id) on delete cascade,
  position  int         not null check (position >= 0),
  name      filled_text not null check (length(name) <= 500),
  scope     text        not null check (scope in ('name', 'exact', 'broad', 'narrow', 'related')),
  -- Of a synonym, as the ontology says it, for example 'layperson'.
  type      text        check (length(type) <= 200),
  key       text        not null check (length(key) <= 500),
  primary key (term_id, position)
);
create index vocabulary_name_key_idx on vocabulary_name (key);

create table vocabulary_code (
  term_id  bigint      not null references vocabulary_term (id) on delete cascade,
  system   text        not null check (system in ('icd10', 'mesh', 'umls')),
  code     filled_text not null check (length(code) <= 50),
  primary key (term_id, system, code)
);
create index vocabulary_code_code_idx on vocabulary_code (system, code);

-- Our conditions' own names and synonyms with their keys, derived from topic and topic_synonym.
create table topic_alias (
  topic_id  bigint      not null references topic (id) on delete cascade,
  name      filled_text not null check (length(name) <= 200),
  scope     text        not null check (scope in ('name', 'exact')),
  key       text        not null check (length(key) <= 500),
  primary key (topic_id, scope, name)
);
create index topic_alias_key_idx on topic_alias (key);

-- Conditions whose names or codes were changed and whose aliases and terms are to be found anew, whoever changed them.
-- Rows are only added and taken away, so that nobody waits.
create table vocabulary_pending (
  id        bigint generated always as identity primary key,
  topic_id  bigint not null
);

create function topic_names_are_pending() returns trigger language plpgsql as $$
begin
  insert into vocabulary_pending (topic_id) values (new.id);
  return null;
end $$;
create trigger topic_names_are_pending after insert on topic
  for each row execute function topic_names_are_pending();
create trigger topic_new_names_are_pending after update of name, merged_into_id on topic
  for each row when (old.name is distinct from new.name or old.merged_into_id is distinct from new.merged_into_id)
  execute function topic_names_are_pending();

create function topic_details_are_pending() returns trigger language plpgsql as $$
begin
  insert into vocabulary_pending (topic_id) values (case tg_op when 'DELETE' then old.topic_id else new.topic_id end);
  return null;
end $$;
create trigger topic_synonyms_are_pending after insert or delete or update on topic_synonym
  for each row execute function topic_details_are_pending();
create trigger topic_codes_are_pending after insert or delete or update on topic_code
  for each row execute function topic_details_are_pending();

insert into vocabulary_pending (topic_id) select id from topic;
