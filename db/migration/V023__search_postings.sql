-- What search ranks by (BM25F): which answers hold a term and what that weighs, in how many answers it stands, and the
-- words that answers are written in, by which misspelt ones are mended. Kept in the transaction that publishes.

-- Of each lexeme of a document what it weighs: title 8, names and synonyms of conditions 4, doctor 2, transcript 1, each
-- saturated (k1 1.2) and set against the field's length. The lengths to compare with are fixed, about those of real
-- answers: so a weight depends on its answer alone, and no other answer's weight changes with it.
create function search_weights(document tsvector) returns table (term text, weight real)
  language sql immutable strict parallel safe
begin atomic
  with counted as (
    select lexeme,
           coalesce(cardinality(array_positions(weights, 'A')), 0) as title,
           coalesce(cardinality(array_positions(weights, 'B')), 0) as topics,
           coalesce(cardinality(array_positions(weights, 'C')), 0) as doctor,
           coalesce(cardinality(array_positions(weights, 'D')), 0) as body
      from unnest(document)),
  measured as (
    select counted.*,
           1.2::float8 * (0.25 + 0.75 * sum(title) over () / 4) as title_norm,
           1.2::float8 * (0.5 + 0.5 * sum(topics) over () / 4) as topics_norm,
           1.2::float8 * (0.25 + 0.75 * sum(body) over () / 120) as body_norm
      from counted)
  select lexeme,
         (8 * title / (title + title_norm) + 4 * topics / (topics + topics_norm) + 2 * doctor / (doctor + 1.2::float8)
           + body / (body + body_norm))::real
    from measured;
end;

-- Found by term, the weightiest first. The row of an article that is not published is taken away with the publication:
-- a foreign key would cost more than all the rest.
create table search_posting (
  term        text    collate "C" not null,
  weight      real    not null check (weight > 0),
  article_id  bigint  not null,
  primary key (term, weight, article_id)
);

-- The document's terms of the title and its words as they are written, by the language they are read in. Where words is
-- null, the document was written before there were postings, and is still to get them.
alter table article_search
  add column lang text,
  add column title_terms text[],
  add column words text[];
create index article_search_without_postings_idx on article_search (article_id) where words is null;

-- In how many published answers a term stands; the term '' stands for all answers.
create table search_term (
  term      text  collate "C" primary key,
  articles  int   not null check (articles > 0)
);
-- The same of words as they are written, with the term that each becomes.
create table search_word (
  word      text  collate "C" not null,
  term      text  collate "C" not null,
  articles  int   not null check (articles > 0),
  primary key (word, term)
);
create index search_word_term_idx on search_word (term, articles desc);
create index search_word_word_idx on search_word using gin (word gin_trgm_ops);

-- What publications change about the numbers. Rows are only added and taken away, so that nobody waits for another; a
-- worker adds them up.
create table search_term_change (
  id        bigint  generated always as identity primary key,
  term      text    collate "C" not null,
  articles  int     not null
);
create table search_word_change (
  id        bigint  generated always as identity primary key,
  word      text    collate "C" not null,
  term      text    collate "C" not null,
  articles  int     not null
);
