-- A waiver that was taken back. It stands beside what was given, so that neither is ever rewritten.
create table red_flag_waiver_revocation (
  waiver_id   bigint      primary key references red_flag_waiver (id),
  account_id  bigint      not null references account (id),
  reason      filled_text not null check (length(reason) <= 1000),
  revoked_at  timestamptz not null
);
create trigger red_flag_waiver_revocation_never_rewritten before update or delete or truncate on red_flag_waiver_revocation
  for each statement execute function never_rewritten();

-- What readers wrote and is not closed; which nobody sees to; which somebody does.
create index feedback_unclosed_idx on feedback (id) where state <> 'closed';
create index feedback_nobodys_idx on feedback (state, id) where assigned_to is null;
create index feedback_somebodys_idx on feedback (state, id) where assigned_to is not null;
