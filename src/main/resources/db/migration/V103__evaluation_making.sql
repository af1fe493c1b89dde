-- The run that a server makes in the background, or made last: at most one row. While it is made its server holds an advisory
-- lock; one that is running without the lock was broken off.
create table evaluation_making (
    id         bigint generated always as identity primary key,
    split      text        not null,
    -- running, done, failed or stopped
    state      text        not null,
    started_at timestamptz not null,
    -- lists that were made, and how many there will be; 0 while that is not known
    done       bigint      not null default 0,
    lists      bigint      not null default 0,
    doing      text        not null default '',
    -- its number, once it is done; why it failed
    run        bigint,
    reason     text
);
