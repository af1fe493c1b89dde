-- What the shop sells. Texts and attributes change seldom and are searched; price and stock change often and lie beside them.
create table item (
    id           bigint generated always as identity primary key,
    shop_id      text        not null unique,
    titles       jsonb       not null,
    descriptions jsonb       not null,
    category     text,
    attributes   jsonb       not null,
    content_hash text        not null,
    lexemes      tsvector,
    created_at   timestamptz not null,
    updated_at   timestamptz not null
);
create index item_lexemes on item using gin (lexemes);
create index item_category on item (category);

create table item_offer (
    item     bigint primary key references item on delete cascade,
    price    numeric(14, 2),
    currency text,
    stock    integer,
    active   boolean not null
) with (fillfactor = 70);

create table item_picture (
    item       bigint  not null references item on delete cascade,
    position   integer not null,
    sha256     text    not null,
    media_type text    not null,
    width      integer not null,
    height     integer not null,
    primary key (item, position)
);
create index item_picture_sha256 on item_picture (sha256);
