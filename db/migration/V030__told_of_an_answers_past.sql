-- What readers see of an answer is found in few rows: what its past tells stands in its row, and names of files with the
-- doctor and the recording. Kept by triggers, so that nobody who writes can forget it. One table in each migration, and
-- what takes long in one that locks no reader out: the version before this goes on reading meanwhile.

-- What readers are told of an answer's past.
alter table article
  -- When its history last told of a change, or of its return.
  add column changed_at        timestamptz,
  -- Whether its history tells of more than reviews that found it correct, and whether of such.
  add column changed           boolean not null default false,
  add column found_correct     boolean not null default false,
  add column imported          boolean not null default false,
  -- The day of the last edit of which the source of an import tells.
  add column source_edited_on  date;

create function article_change_is_told() returns trigger language plpgsql as $$
begin
  update article
     set changed_at = greatest(changed_at, case when new.event in ('changed', 'returned') then new.changed_at end),
         changed = changed or new.event <> 'reviewed',
         found_correct = found_correct or new.event = 'reviewed'
   where id = new.article_id;
  return null;
end $$;
create trigger article_change_is_told after insert on article_change
  for each row execute function article_change_is_told();

create function article_import_is_told() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (tg_op = 'UPDATE' and old.article_id <> new.article_id) then
    update article set imported = false, source_edited_on = null where id = old.article_id;
  end if;
  if tg_op <> 'DELETE' then
    update article set imported = true, source_edited_on = new.edited_on
     where id = new.article_id and (not imported or source_edited_on is distinct from new.edited_on);
  end if;
  return null;
end $$;
create trigger article_import_is_told after insert or delete or update of article_id, edited_on on article_import
  for each row execute function article_import_is_told();
