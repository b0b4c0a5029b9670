-- When the whole content was last written to an archive, so that operators see how old the last one is. Backups by
-- PostgreSQL's own tools are not known here.
create table backup (
  id           bigint       generated always as identity primary key,
  finished_at  timestamptz  not null default now(),
  bytes        bigint       not null check (bytes > 0),
  sha256       bytea        not null check (octet_length(sha256) = 32),
  version      text         not null check (version <> '')
);
