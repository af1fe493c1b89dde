create extension if not exists vector;

-- The vector space of one model revision; one serves.
create table space (
    id         integer generated always as identity primary key,
    model      text        not null,
    revision   text        not null,
    dimension  integer     not null,
    state      text        not null check (state in ('building', 'active', 'retired')),
    created_at timestamptz not null default now(),
    unique (model, revision)
);
create unique index space_active on space ((true)) where state = 'active';

-- Narrow and seldom rewritten: each write also changes an HNSW graph. A space brings its own partial indexes.
create table item_vector (
    space        integer  not null references space on delete cascade,
    modality     smallint not null, -- 0 image, 1 text, 2 fused
    item         bigint   not null references item on delete cascade,
    content_hash text     not null,
    embedding    halfvec  not null,
    primary key (space, modality, item)
);
create index item_vector_item on item_vector (item);
