-- Counting who answers in a specialty, and in which specialties somebody answers, reads an index alone. Made before the
-- old ones go: so nobody who reads waits while they are made.
create index article_doctor_answers_idx on article (doctor_id, published_at desc, id desc) include (specialty_id)
  where status = 'published';
create index article_specialty_answers_idx on article (specialty_id, published_at desc, id desc) include (doctor_id)
  where status = 'published';
drop index article_doctor_newest_idx;
drop index article_specialty_newest_idx;
