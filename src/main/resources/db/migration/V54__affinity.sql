-- What goes together by behaviour: for each item its strongest neighbours, best first, replaced as a whole.
create table item_neighbour (
    kind       text     not null,
    item       bigint   not null references item (id) on delete cascade,
    neighbours bigint[] not null,
    weights    real[]   not null,
    primary key (kind, item)
);
create index item_neighbour_item on item_neighbour (item);

-- When and of what they were computed; the latest serves.
create table affinity_run (
    id           bigint generated always as identity primary key,
    started_at   timestamptz not null,
    finished_at  timestamptz not null,
    interactions bigint      not null,
    users        bigint      not null,
    items        bigint      not null
);
