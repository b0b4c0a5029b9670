-- What publications change about the numbers of search_term and search_word: a row for what an answer read as before,
-- and one for what it reads as now, instead of one for each of its words. Rows are only added and taken away, so that
-- nobody waits for another; a worker adds them up, and works out by which terms words are found. Instances of the version
-- before go on writing search_term_change and search_word_change, which are added up, too.
create table search_change (
  id        bigint  generated always as identity primary key,
  lang      text    not null,
  articles  int     not null check (articles in (-1, 1)),
  terms     text[]  not null,
  words     text[]  not null
);
