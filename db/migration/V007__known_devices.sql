-- Browsers in which somebody has signed in before: whatever others do at the door, they are not made to wait for it.
-- Of the cookie only the hash is kept. One browser may be several people's.
create table known_device (
  token_hash  bytea       not null check (octet_length(token_hash) = 32),
  account_id  bigint      not null references account (id) on delete cascade,
  created_at  timestamptz not null default now(),
  used_at     timestamptz not null default now(),
  primary key (token_hash, account_id)
);
create index known_device_account_idx on known_device (account_id, used_at desc);
create index known_device_used_idx on known_device (used_at);

-- What the newsroom's lists look up for each line.
create index audit_send_back_idx on audit_entry (((detail ->> 'manuscript')::bigint), happened_at)
  where action = 'manuscript.send_back';
create index approval_manuscript_idx on approval (manuscript_id, id);

-- Who spoke as a doctor that was merged into another speaks as that one, unless somebody does already.
update account
   set doctor_id = case
         when not exists (select from account other where other.doctor_id = doctor.merged_into_id)
              and account.id = (select min(twin.id)
                                  from account twin join doctor merged on merged.id = twin.doctor_id
                                 where merged.merged_into_id = doctor.merged_into_id)
           then doctor.merged_into_id
       end
  from doctor
 where doctor.id = account.doctor_id and doctor.merged_into_id is not null;
