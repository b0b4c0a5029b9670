-- What somebody typed into the form for a new answer and has not saved once: one row a form, so that two that are open
-- beside each other do not take each other's place. Gone with the first save.
create table unsaved_answer (
  account_id  bigint      not null references account (id) on delete cascade,
  form_id     uuid        not null,
  content     jsonb       not null check (jsonb_typeof(content) = 'object'),
  -- Grows with what is typed: what was overtaken on its way changes nothing.
  sequence    bigint      not null default 0,
  saved_at    timestamptz not null default now(),
  primary key (account_id, form_id)
);

-- The same for the form of an answer that was saved before.
alter table autosave
  add column form_id uuid not null default gen_random_uuid(),
  add column sequence bigint not null default 0,
  drop constraint autosave_pkey,
  add primary key (manuscript_id, account_id, form_id);
alter table autosave alter column form_id drop default;

-- Whether any version names a doctor, specialty or condition, without reading them all.
create index revision_doctor_idx on revision ((content ->> 'doctorId'));
create index revision_specialty_idx on revision ((content ->> 'specialtyId'));
create index revision_topics_idx on revision using gin ((content -> 'topicIds') jsonb_path_ops);

-- The form in which a manuscript was begun: sent twice, it is begun once.
alter table manuscript add column form_id uuid;
create unique index manuscript_form_key on manuscript (owner_id, form_id) where form_id is not null;

-- The newsroom's list, by title and by the day on which a review is due.
create index manuscript_title_idx on manuscript (left(lower(title), 40), id);
create index article_title_idx on article (left(lower(title), 40), id);
create index article_review_due_idx on article (coalesce(review_due_on, 'infinity'), id);
-- Of what stands in public.
alter table manuscript add column review_due_on date;
update manuscript set review_due_on = article.review_due_on from article where article.id = manuscript.article_id;
create index manuscript_review_due_idx on manuscript (coalesce(review_due_on, 'infinity'), id);
