-- The newsroom: who works in it, what they are working on, and what became of it.

create domain email_address as text
  check (value ~ '^[^@[:space:]<>"]+@[^@[:space:]<>"]+$' and length(value) <= 254);

-- Who may sign in. Without a password and a passkey nobody can: an invitation is not taken up yet.
create table account (
  id                 bigint        generated always as identity primary key,
  email              email_address not null,
  name               filled_text   not null check (length(name) <= 200),
  -- Shown beside the name where this account reviewed an answer, for example 'MD, PhD'.
  credentials        filled_text   check (length(credentials) <= 200),
  roles              text[]        not null check (
                       roles <@ array['author', 'editor', 'reviewer', 'administrator'] and cardinality(roles) > 0),
  -- The doctor as whom the account speaks; whose answers are then its own text.
  doctor_id          bigint        references doctor (id),
  -- Argon2id, as a PHC string.
  password_hash      text          check (password_hash like '$argon2id$%'),
  totp_secret        bytea         check (octet_length(totp_secret) between 16 and 64),
  -- Null until the first code was given: a secret that nobody holds locks nobody out.
  totp_confirmed_at  timestamptz,
  -- The last time step whose code was taken: no code is taken twice.
  totp_last_step     bigint,
  -- What authenticators know the account by; says nothing about it.
  user_handle        bytea         not null default uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
                     unique check (octet_length(user_handle) = 32),
  disabled_at        timestamptz,
  created_at         timestamptz   not null default now(),
  updated_at         timestamptz   not null default now(),
  check (totp_confirmed_at is null or totp_secret is not null)
);
create unique index account_email_key on account (lower(email));
create unique index account_doctor_key on account (doctor_id) where doctor_id is not null;

-- Of tokens and codes only hashes are kept: who reads this table can sign in as nobody.
create table account_session (
  id          uuid        primary key default gen_random_uuid(),
  token_hash  bytea       not null unique check (octet_length(token_hash) = 32),
  csrf_token  text        not null check (length(csrf_token) >= 22),
  account_id  bigint      not null references account (id) on delete cascade,
  created_at  timestamptz not null default now(),
  seen_at     timestamptz not null default now(),
  -- When the password or a passkey was last given; dangerous acts ask for it again.
  proved_at   timestamptz not null default now(),
  address     text        not null default '' check (length(address) <= 64),
  user_agent  text        not null default '' check (length(user_agent) <= 300)
);
create index account_session_account_idx on account_session (account_id, seen_at desc);

-- A password was right, and the second factor is still to come.
create table account_login (
  token_hash  bytea       primary key check (octet_length(token_hash) = 32),
  account_id  bigint      not null references account (id) on delete cascade,
  failures    int         not null default 0 check (failures >= 0),
  expires_at  timestamptz not null
);

-- Links that are good once: to set up the first administrator, to take up an invitation, to set a new password.
create table account_link (
  token_hash  bytea       primary key check (octet_length(token_hash) = 32),
  purpose     text        not null check (purpose in ('set-up', 'invitation', 'reset')),
  account_id  bigint      not null references account (id) on delete cascade,
  created_at  timestamptz not null default now(),
  expires_at  timestamptz not null check (expires_at > created_at),
  used_at     timestamptz
);
create index account_link_account_idx on account_link (account_id);

create table passkey (
  id             bigint      generated always as identity primary key,
  account_id     bigint      not null references account (id) on delete cascade,
  credential_id  bytea       not null unique check (octet_length(credential_id) between 1 and 1023),
  -- The attested credential data: authenticator, credential id, public key.
  credential     bytea       not null,
  sign_count     bigint      not null default 0 check (sign_count >= 0),
  transports     text[]      not null default '{}',
  name           filled_text not null check (length(name) <= 100),
  created_at     timestamptz not null default now(),
  used_at        timestamptz
);
create index passkey_account_idx on passkey (account_id);

-- Challenges given out and not yet answered; each is taken once.
create table passkey_challenge (
  challenge   bytea       primary key check (octet_length(challenge) between 16 and 64),
  account_id  bigint      references account (id) on delete cascade,
  expires_at  timestamptz not null
);

create table recovery_code (
  account_id  bigint      not null references account (id) on delete cascade,
  code_hash   bytea       not null check (octet_length(code_hash) = 32),
  used_at     timestamptz,
  primary key (account_id, code_hash)
);

-- How often somebody lately failed to sign in, by account and by address; a row may be forgotten at any time.
create table login_failure (
  subject    text        primary key check (length(subject) <= 300),
  failures   int         not null check (failures > 0),
  failed_at  timestamptz not null
);
create index login_failure_failed_idx on login_failure (failed_at);

-- What is being worked on: a new answer, or the next version of a published one, which goes on serving meanwhile.
create table manuscript (
  id           bigint      generated always as identity primary key,
  -- Null until it was first published.
  article_id   bigint      unique references article (id),
  stage        text        not null default 'draft' check (stage in ('draft', 'in_review', 'approved')),
  revision_id  bigint,
  -- The revision that stands in public; null while none does.
  live_revision_id bigint,
  owner_id     bigint      not null references account (id),
  -- Who is asked to review it.
  reviewer_id  bigint      references account (id),
  -- Of the current revision, for the list: so that it need read no contents. No foreign keys: a revision is kept as
  -- it was, whatever becomes of what it names.
  title        text        not null default '',
  doctor_id    bigint,
  specialty_id bigint,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  check (live_revision_id is null or article_id is not null)
);
create index manuscript_updated_idx on manuscript (updated_at desc, id desc);
create index article_updated_idx on article (updated_at desc, id desc);
create index manuscript_stage_idx on manuscript (stage, updated_at desc, id desc);
create index manuscript_owner_idx on manuscript (owner_id, updated_at desc, id desc);

-- Every save, for good. The content is the whole of it, as the form has it: also what is not fit to be published.
create table revision (
  id             bigint      generated always as identity primary key,
  manuscript_id  bigint      not null references manuscript (id),
  number         int         not null check (number > 0),
  content        jsonb       not null check (jsonb_typeof(content) = 'object'),
  -- The sound as it was sent; a foreign key, so that no recording of any revision is ever swept.
  recording_id   bigint      references recording (id),
  -- What an approval binds to.
  audio_sha256       text    check (audio_sha256 ~ '^[0-9a-f]{64}$'),
  transcript_sha256  text    not null check (transcript_sha256 ~ '^[0-9a-f]{64}$'),
  account_id     bigint      references account (id),
  -- Of an older revision, where this is a restored one.
  restored_from  int         check (restored_from > 0),
  created_at     timestamptz not null default now(),
  unique (manuscript_id, number),
  unique (id, manuscript_id),
  check ((recording_id is null) = (audio_sha256 is null))
);
create index revision_recording_idx on revision (recording_id) where recording_id is not null;
alter table manuscript
  add constraint manuscript_revision_is_its_own
    foreign key (revision_id, id) references revision (id, manuscript_id) deferrable initially deferred,
  add constraint manuscript_live_revision_is_its_own
    foreign key (live_revision_id, id) references revision (id, manuscript_id) deferrable initially deferred;

-- A clinician's word for one recording and one text. It is revoked when either changes, never deleted.
create table approval (
  id             bigint      generated always as identity primary key,
  manuscript_id  bigint      not null references manuscript (id),
  revision_id    bigint      not null,
  account_id     bigint      not null references account (id),
  audio_sha256       text    check (audio_sha256 ~ '^[0-9a-f]{64}$'),
  transcript_sha256  text    not null check (transcript_sha256 ~ '^[0-9a-f]{64}$'),
  approved_at    timestamptz not null default now(),
  revoked_at     timestamptz,
  revoked_because filled_text,
  check ((revoked_at is null) = (revoked_because is null)),
  foreign key (revision_id, manuscript_id) references revision (id, manuscript_id)
);
create unique index approval_standing_key on approval (manuscript_id) where revoked_at is null;

create table manuscript_comment (
  id             bigint      generated always as identity primary key,
  manuscript_id  bigint      not null references manuscript (id),
  account_id     bigint      not null references account (id),
  body           filled_text not null check (length(body) <= 5000),
  created_at     timestamptz not null default now(),
  resolved_at    timestamptz,
  resolved_by    bigint      references account (id),
  check ((resolved_at is null) = (resolved_by is null))
);
create index manuscript_comment_manuscript_idx on manuscript_comment (manuscript_id, id);

-- What a browser kept for an editor who has not saved: one a person and manuscript, gone with the next save.
create table autosave (
  manuscript_id  bigint      not null references manuscript (id) on delete cascade,
  account_id     bigint      not null references account (id) on delete cascade,
  base_number    int         not null,
  content        jsonb       not null check (jsonb_typeof(content) = 'object'),
  saved_at       timestamptz not null default now(),
  primary key (manuscript_id, account_id)
);

-- A material change of a published answer, for readers to see: what it said before and after, and why.
create table article_change (
  id           bigint      generated always as identity primary key,
  article_id   bigint      not null references article (id),
  changed_at   timestamptz not null default now(),
  reason       filled_text not null check (length(reason) <= 1000),
  before       jsonb       not null check (jsonb_typeof(before) = 'object'),
  after        jsonb       not null check (jsonb_typeof(after) = 'object')
);
create index article_change_article_idx on article_change (article_id, changed_at desc, id desc);

-- Duplicates are merged by pointing one row at the other: whatever still names the one that went (a draft, a line of an
-- import) finds the one that stays, in one hop. Its name and address are free for others.
alter table specialty
  drop constraint specialty_slug_key,
  add column merged_into_id bigint references specialty (id) check (merged_into_id <> id);
alter table doctor
  drop constraint doctor_slug_key,
  add column merged_into_id bigint references doctor (id) check (merged_into_id <> id);
alter table topic
  drop constraint topic_slug_key,
  add column merged_into_id bigint references topic (id) check (merged_into_id <> id);
drop index specialty_name_key, doctor_name_key, topic_name_key;
create unique index specialty_slug_key on specialty (slug) where merged_into_id is null;
create unique index specialty_name_key on specialty (lower(name)) where merged_into_id is null;
create index specialty_merged_idx on specialty (merged_into_id) where merged_into_id is not null;
create unique index doctor_slug_key on doctor (slug) where merged_into_id is null;
create unique index doctor_name_key on doctor (lower(name), kind, demo) where merged_into_id is null;
create index doctor_merged_idx on doctor (merged_into_id) where merged_into_id is not null;
create index doctor_merged_name_idx on doctor (lower(name)) where merged_into_id is not null;
create unique index topic_slug_key on topic (slug) where merged_into_id is null;
create unique index topic_name_key on topic (lower(name)) where merged_into_id is null;
create index topic_merged_idx on topic (merged_into_id) where merged_into_id is not null;
create index topic_merged_name_idx on topic (lower(name)) where merged_into_id is not null;

-- Nothing that is written hangs on a row that went. Locked against a merge that is under way, so that none is missed:
-- merging locks both rows for update first.
create function article_follows_merges() returns trigger language plpgsql as $$
begin
  new.doctor_id := coalesce(
    (select coalesce(merged_into_id, id) from doctor where id = new.doctor_id for key share), new.doctor_id);
  new.specialty_id := coalesce(
    (select coalesce(merged_into_id, id) from specialty where id = new.specialty_id for key share), new.specialty_id);
  if new.reviewer_id is not null then
    new.reviewer_id := coalesce(
      (select coalesce(merged_into_id, id) from doctor where id = new.reviewer_id for key share), new.reviewer_id);
  end if;
  return new;
end $$;
create trigger article_follows_merges
  before insert or update of doctor_id, specialty_id, reviewer_id on article for each row
  execute function article_follows_merges();

create function article_topic_follows_merges() returns trigger language plpgsql as $$
declare
  named bigint := new.topic_id;
begin
  new.topic_id := coalesce(
    (select coalesce(merged_into_id, id) from topic where id = named for key share), named);
  -- An answer that names both has the one that stays once.
  if new.topic_id <> named
      and exists (select from article_topic where article_id = new.article_id and topic_id = new.topic_id) then
    return null;
  end if;
  return new;
end $$;
create trigger article_topic_follows_merges
  before insert on article_topic for each row execute function article_topic_follows_merges();

-- The log, by who did it and by what was done.
create index audit_actor_idx on audit_entry (actor, id);
create index audit_action_idx on audit_entry (action, id);
create index article_topic_topic_idx on article_topic (topic_id, article_id);
create index article_doctor_idx on article (doctor_id);
create index article_reviewer_idx on article (reviewer_id) where reviewer_id is not null;
create index article_specialty_idx on article (specialty_id);
create index related_article_topic_idx on related_article (topic_id) where topic_id is not null;

-- The address under which a merged or renamed topic, doctor or specialty was known leads to the one that stands now.
create table former_slug (
  kind       text   not null check (kind in ('topic', 'doctor', 'specialty')),
  slug       slug   not null,
  target_id  bigint not null,
  primary key (kind, slug)
);
create index former_slug_target_idx on former_slug (kind, target_id);

-- Work that a commit left to be done soon, by any instance.
create table pending_work (
  kind      text        primary key check (kind in ('related')),
  asked_at  timestamptz not null default now()
);

-- What an account last looked at in a list, to come back to.
create table account_list (
  account_id  bigint not null references account (id) on delete cascade,
  list        text   not null check (length(list) <= 50),
  query       text   not null check (length(query) <= 2000),
  primary key (account_id, list)
);

-- Whoever owns the tables, what happened is not rewritten by a slip.
create function never_rewritten() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger audit_entry_never_rewritten before update or delete or truncate on audit_entry
  for each statement execute function never_rewritten();
create trigger revision_never_rewritten before update or delete or truncate on revision
  for each statement execute function never_rewritten();
create trigger article_change_never_rewritten before update or delete or truncate on article_change
  for each statement execute function never_rewritten();
