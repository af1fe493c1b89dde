-- What was computed of a user's log, good until the log or the space moves on.
create table user_preference (
    user_id      text primary key,
    -- The space its vectors came from.
    space        int         not null,
    -- The last interaction and how many of them it rests on: together they tell a log that moved on.
    upto         bigint      not null,
    interactions int         not null,
    -- Liked items that had no vector yet: while there are any, it is computed anew.
    waiting      int         not null,
    computed_at  timestamptz not null
);

-- Groups of liked items: where they point to, and the member nearest to all others, to name them by.
create table user_interest (
    user_id  text     not null references user_preference (user_id) on delete cascade,
    modality text     not null,
    k        smallint not null,
    item     bigint   not null references item (id) on delete cascade,
    weight   float8   not null,
    -- Of any dimension: it is read with its user, never searched.
    direction halfvec not null,
    primary key (user_id, modality, k)
);
create index user_interest_item on user_interest (item);

-- What was shown to whom; interactions carry the id back.
create table recommendation (
    id       uuid primary key,
    user_id  text        not null,
    basis    text        not null,
    items    bigint[]    not null,
    shown_at timestamptz not null
);
create index recommendation_user on recommendation (user_id, shown_at desc);
create index recommendation_time on recommendation (shown_at);
