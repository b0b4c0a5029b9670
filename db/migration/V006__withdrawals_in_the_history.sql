-- That an answer was withdrawn, and that it came back, stand in its history beside its changes; and who reviewed what was
-- published then, as the answer's page named them. Coming back without a change needs no reason.
alter table article_change
  add column event text not null default 'changed' check (event in ('changed', 'withdrawn', 'returned')),
  add column reviewer_name filled_text,
  add column reviewer_credentials filled_text,
  alter column reason drop not null,
  add constraint article_change_is_explained check (reason is not null or event = 'returned'),
  add constraint article_change_reviewer_is_named check (reviewer_name is not null or reviewer_credentials is null);

-- What happened before this was kept stands in the log.
insert into article_change (article_id, changed_at, event, reason, before, after)
select entry.article_id, entry.happened_at, 'withdrawn', left(entry.detail ->> 'reason', 1000), '{}', '{}'
  from audit_entry entry join article on article.id = entry.article_id
 where entry.action = 'manuscript.withdraw' and entry.detail ->> 'reason' ~ '[^[:space:]]'
 order by entry.id;
insert into article_change (article_id, changed_at, event, before, after)
select entry.article_id, back.happened_at, 'returned', '{}', '{}'
  from audit_entry entry
  join article on article.id = entry.article_id
  join lateral (select later.happened_at from audit_entry later
                 where later.article_id = entry.article_id and later.id > entry.id and later.action = 'manuscript.publish'
                 order by later.id limit 1) back on true
 where entry.action = 'manuscript.withdraw'
 order by entry.id;
