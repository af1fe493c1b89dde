-- What users did. Append-only: rows go only with their user (erasure) or their item.
create table interaction (
    id             bigint generated always as identity primary key,
    event_id       text,
    user_id        text        not null,
    item           bigint      not null references item (id) on delete cascade,
    type           text        not null,
    occurred_at    timestamptz not null,
    recorded_at    timestamptz not null default now(),
    recommendation uuid
);

-- The caller's event id makes a repetition harmless, also when two requests carry it at once.
create unique index interaction_event on interaction (event_id) where event_id is not null;
-- A user's latest, which every recommendation reads.
create index interaction_user_time on interaction (user_id, occurred_at desc, id desc);
-- Popularity of a time span, and of an item.
create index interaction_item_time on interaction (item, occurred_at);
create index interaction_time on interaction (occurred_at);
