-- The newsroom's lists stay quick however many answers there are: a part of a title is looked up, and whose reviews
-- are due is told from an index alone.
create index article_title_trigram_idx on article using gin ((title::text) gin_trgm_ops);
create index manuscript_title_trigram_idx on manuscript using gin (title gin_trgm_ops);
create index manuscript_doctor_idx on manuscript (doctor_id);

create index manuscript_owner_due_idx on manuscript (owner_id, review_due_on) include (article_id);
drop index article_review_due_public_idx;
create index article_review_due_public_idx on article (review_due_on, id) include (doctor_id, specialty_id, reviewer_id)
  where status = 'published';
