-- What the channels of a ranking weigh, as learnt from the log; the latest serves.
create table ranking_mix (
    id          bigint generated always as identity primary key,
    computed_at timestamptz not null,
    -- Of items with a history, and of those without; in the order content, together, knn, words, popularity.
    warm        float8[]    not null,
    cold        float8[]    not null,
    -- On users that neither was learnt from.
    users       integer     not null,
    learnt_ndcg float8      not null,
    default_ndcg float8     not null
);
