-- What is suggested while somebody types: the names of conditions (their synonyms too), of doctors and of specialties,
-- and questions. A row only while something of it is published: kept in the transaction that publishes.
create table suggestion (
  id         bigint generated always as identity primary key,
  kind       text        not null check (kind in ('topic', 'doctor', 'specialty', 'question')),
  -- Of the topic, doctor, specialty or article.
  target_id  bigint      not null,
  name       filled_text not null,
  -- Without case, accents and signs. By bytes, so that what begins alike is a range.
  words      text        collate "C" not null check (words <> '' and length(words) <= 300),
  -- Grows with the number of answers by each doubling: so hardly any publication changes it, and none waits for another.
  weight     smallint    not null check (weight between 1 and 13),
  -- Of several questions with the same words one is shown.
  shown      boolean     not null
);
create index suggestion_target_idx on suggestion (kind, target_id);
create index suggestion_words_idx on suggestion (kind, words, shown desc, target_id);

-- The words by which it is found. Of short beginnings, which very many words have, the first by rank are read.
create table suggestion_word (
  question       boolean  not null,
  word           text     collate "C" not null,
  suggestion_id  bigint   not null,
  rank           smallint not null,
  primary key (question, word, suggestion_id)
);
create index suggestion_word_two_idx on suggestion_word (question, left(word, 2), rank desc);
create index suggestion_word_three_idx on suggestion_word (question, left(word, 3), rank desc);

-- How far what was published before this has been gone through; no row when that is done.
create table suggestion_backfill (
  single         boolean primary key default true check (single),
  after_article  bigint  not null
);
insert into suggestion_backfill (after_article) select 0 where exists (select from article);
