-- The same of what was written before there were triggers.
update article
   set changed_at = told.changed_at, changed = told.changed, found_correct = told.found_correct,
       imported = told.imported, source_edited_on = told.edited_on
  from (select article_id, max(changed_at) as changed_at, bool_or(changed) as changed,
               bool_or(found_correct) as found_correct, bool_or(imported) as imported, max(edited_on) as edited_on
          from (select article_id, case when event in ('changed', 'returned') then changed_at end as changed_at,
                       event <> 'reviewed' as changed, event = 'reviewed' as found_correct, false as imported,
                       null::date as edited_on
                  from article_change
                union all
                select article_id, null, false, false, true, edited_on from article_import) row_by_row
         group by article_id) told
 where told.article_id = article.id;
