-- What a search asks of hundreds of answers before it shows ten, small enough to be read from the index alone: an
-- answer's row has its transcript, so that each of them was a page to read.
create index article_candidate_idx on article (id) include (specialty_id, review_due_on) where status = 'published';
