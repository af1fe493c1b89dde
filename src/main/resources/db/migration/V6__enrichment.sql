-- What the models say about items, and by which labels.
create table vocabulary (
    name      text primary key,
    templates jsonb not null,
    labels    jsonb not null
);

create table item_tag (
    item        bigint           not null references item on delete cascade,
    vocabulary  text             not null references vocabulary on delete cascade,
    label       text             not null,
    probability double precision not null,
    model       text             not null,
    revision    text             not null,
    at          timestamptz      not null,
    primary key (item, vocabulary, label)
);
