-- What operators decide over the models, from when to when, and who said so. A rule that is taken back stays, ended.
create table ranking_rule (
    id         bigint generated always as identity primary key,
    name       text        not null,
    kind       text        not null check (kind in ('boost', 'pin', 'hide', 'cap')),
    scene      text,
    filter     text,
    attribute  text,
    amount     float8,
    position   integer,
    most       integer,
    begins     timestamptz,
    ends       timestamptz,
    created_at timestamptz not null,
    created_by text        not null,
    changed_at timestamptz not null,
    changed_by text        not null
);
