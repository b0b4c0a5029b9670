-- Pages that list answers and have changed: doctors, specialties and topics. Only ever added to, so that nobody who
-- publishes waits for anybody else; whoever submits gathers them into the outbox, one row for each address.
create table indexnow_listing (
  id          bigint generated always as identity primary key,
  kind        text        not null check (kind in ('doctor', 'specialty', 'topic')),
  slug        slug        not null,
  changed_at  timestamptz not null
);

-- Which lists an answer stands in is noted where it changes, while its former ones are known too.
alter table indexnow_outbox drop column article_id;

-- The day on which its source last edited an answer, as the import told it: an edit here does not unsay it.
alter table article_import add column edited_on date;
update article_import set edited_on = article.edited_on
  from article
 where article.id = article_import.article_id
   and article.edited_on <= (article_import.imported_at at time zone 'UTC')::date;
