-- Other Voices also go by the codes of conditions: whoever gives a condition a code, or takes one from it, asks for the
-- lists of its answers; for all lists anew, where those are many.

create function topic_codes_change_other_voices() returns trigger language plpgsql as $$
declare
  most constant int := 5000;
  answers bigint[];
begin
  select array_agg(article_id) into answers
    from (select distinct link.article_id from changed join article_topic link on link.topic_id = changed.topic_id
           limit most + 1) link;
  if cardinality(answers) > most then
    insert into pending_work (kind, asked_at) values ('related', clock_timestamp())
    on conflict (kind) do update set asked_at = clock_timestamp();
  else
    insert into related_pending (article_id) select unnest(answers);
  end if;
  return null;
end $$;
create trigger topic_codes_given_change_other_voices after insert on topic_code
  referencing new table as changed for each statement execute function topic_codes_change_other_voices();
create trigger topic_codes_taken_change_other_voices after delete on topic_code
  referencing old table as changed for each statement execute function topic_codes_change_other_voices();
create trigger topic_codes_before_change_other_voices after update on topic_code
  referencing old table as changed for each statement execute function topic_codes_change_other_voices();
create trigger topic_codes_after_change_other_voices after update on topic_code
  referencing new table as changed for each statement execute function topic_codes_change_other_voices();

insert into pending_work (kind)
select 'related' where exists (select from article where status = 'published') and exists (select from topic_code)
on conflict (kind) do nothing;
