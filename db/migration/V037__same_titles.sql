-- Whether other public answers are called the same: the page of each answer asks, and so does its title in lists of
-- results. By the hash of the whole title, since questions begin alike ("What are the symptoms of …").
create index article_same_title_idx on article using hash (lower(title)) where status = 'published';
