-- Other Voices also go by the codes of conditions: whoever gives a condition a code, or takes one from it, asks for the
-- lists of its answers.

create function topic_codes_change_other_voices() returns trigger language plpgsql as $$
begin
  insert into related_pending (article_id)
  select article_id from article_topic
   where topic_id = case tg_op when 'DELETE' then old.topic_id else new.topic_id end;
  return null;
end $$;
create trigger topic_codes_change_other_voices after insert or delete or update on topic_code
  for each row execute function topic_codes_change_other_voices();

insert into pending_work (kind)
select 'related' where exists (select from article where status = 'published') and exists (select from topic_code)
on conflict (kind) do nothing;
