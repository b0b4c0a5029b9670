-- What readers looked for and did not find: how often in a day, and no word of who it was. Until something was asked for several
-- times only the hash of its words is kept, so that what one person typed once can be read by nobody.
create table search_miss (
  day         date   not null,
  query_hash  bytea  not null check (octet_length(query_hash) = 32),
  query       text   check (length(query) between 1 and 200),
  asked       int    not null check (asked > 0),
  primary key (day, query_hash)
);
create index search_miss_query_idx on search_miss (query_hash, day);
create index search_miss_named_idx on search_miss (day) include (query, asked) where query is not null;

-- What the newsroom's first page looks up: approved and not yet public, and what readers wrote, errors first.
create index manuscript_to_publish_idx on manuscript (updated_at, id)
  where stage = 'approved' and live_revision_id is distinct from revision_id;
create index feedback_waiting_idx on feedback ((kind <> 'error'), id) where state in ('open', 'assigned');
