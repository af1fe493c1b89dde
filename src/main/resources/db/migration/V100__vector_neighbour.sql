-- Each item's nearest others in a space, nearest first: computed once, so that candidates need no walk of the graph.
create table vector_neighbour (
    space        integer     not null references space on delete cascade,
    modality     smallint    not null,
    item         bigint      not null references item on delete cascade,
    neighbours   bigint[]    not null,
    similarities real[]      not null,
    among        bigint      not null, -- vectors there were: a list from a much smaller shop is computed anew
    computed_at  timestamptz not null,
    primary key (space, modality, item)
);
create index vector_neighbour_item on vector_neighbour (item);
