-- What evaluations measured, to compare runs.
create table evaluation_run (
    id      bigint generated always as identity primary key,
    at      timestamptz not null,
    split   text        not null,
    users   integer     not null,
    items   integer     not null,
    results jsonb       not null
);
create index evaluation_run_split on evaluation_run (split, id desc);
