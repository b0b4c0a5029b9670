-- What somebody typed into the form for a new answer and has not saved once: one row a form, so that two that are open
-- beside each other do not take each other's place. Gone with the first save.
create table unsaved_answer (
  account_id  bigint      not null references account (id) on delete cascade,
  form_id     uuid        not null,
  content     jsonb       not null check (jsonb_typeof(content) = 'object'),
  saved_at    timestamptz not null default now(),
  primary key (account_id, form_id)
);

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
