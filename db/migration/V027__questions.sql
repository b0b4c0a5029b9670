-- Answers to the same question, what editors say of them together, and how what was read next fades.

-- What each public answer's title asks, brought to one form. Answers of one language with the same key ask the same.
create table article_question (
  article_id  bigint primary key references article (id) on delete cascade,
  key         text collate "C" not null check (key <> '' and length(key) <= 250)
);
create index article_question_key_idx on article_question (key, article_id);

-- Where the doctors agree and differ. It belongs to the question and stays when answers come and go.
create table question_note (
  id          bigint generated always as identity primary key,
  key         text collate "C" not null check (key <> '' and length(key) <= 250),
  demo        boolean     not null,
  agreement   text        not null check (agreement in ('agree', 'partly', 'differ')),
  note        filled_text not null check (length(note) <= 600),
  version     int         not null default 1,
  written_by  filled_text not null,
  written_at  timestamptz not null default now(),
  -- Since when answers are others than those of which it was written; null while they are not.
  outdated_at timestamptz,
  unique (key, demo)
);

-- Answers whose keys are to be found anew: all of them, or those of a condition that is called otherwise now.
create table question_pending (
  id             bigint generated always as identity primary key,
  topic_id       bigint references topic (id) on delete cascade,
  after_article  bigint not null default 0
);
insert into question_pending (topic_id) select null where exists (select from article);

create function topic_asked_otherwise() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'topic' then
    insert into question_pending (topic_id) values (new.id);
    if new.merged_into_id is distinct from old.merged_into_id and new.merged_into_id is not null then
      insert into question_pending (topic_id) values (new.merged_into_id);
    end if;
  elsif tg_op = 'DELETE' then
    -- Where the topic itself goes, so do its answers' links to it.
    insert into question_pending (topic_id) select id from topic where id = old.topic_id;
  else
    insert into question_pending (topic_id) values (new.topic_id);
  end if;
  return null;
end $$;
create trigger topic_asked_otherwise after update of name, merged_into_id on topic
  for each row when (old.name is distinct from new.name or old.merged_into_id is distinct from new.merged_into_id)
  execute function topic_asked_otherwise();
create trigger topic_synonym_asked_otherwise after insert or update or delete on topic_synonym
  for each row execute function topic_asked_otherwise();

-- When the sums of what was read next were halved last, so that old habits fade.
create table read_next_halved (
  single  boolean primary key default true check (single),
  on_day  date not null
);
