-- The same of the words of their titles: the row beside them has every word of the answer.
create index article_search_title_idx on article_search (article_id) include (title_terms);
