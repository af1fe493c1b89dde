-- What is still to do: a subject is in a queue once while unfinished.
create table work (
    id          bigint generated always as identity primary key,
    queue       text        not null,
    subject     bigint      not null,
    -- grows when the subject is added again, so that finishing an older claim does not drop a newer request
    version     bigint      not null default 1,
    attempts    integer     not null default 0,
    due         timestamptz not null default now(),
    lease_until timestamptz,
    reason      text,
    unique (queue, subject)
) with (fillfactor = 70);
create index work_due on work (queue, due);
