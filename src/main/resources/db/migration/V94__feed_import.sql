-- An uploaded file of items. Its rows wait in a folder; once it is started they are a job's tasks, a part of the file each.
create table feed_import (
    id        bigint generated always as identity primary key,
    file      text        not null,
    person    text        not null,
    at        timestamptz not null,
    language  text        not null,
    currency  text,
    zip       boolean     not null,
    columns   jsonb       not null,
    mapping   jsonb       not null,
    total     bigint      not null,
    -- null until it is started
    job       bigint
);

-- What became of a part: done again, it is replaced.
create table feed_import_part (
    import bigint  not null references feed_import on delete cascade,
    part   bigint  not null,
    stored integer not null,
    faults jsonb   not null,
    primary key (import, part)
);
