-- Hybrid fusion's network as the log taught it; the latest decides.
create table ranking_reranker (
    id          bigint generated always as identity primary key,
    computed_at timestamptz not null,
    -- Whose vectors taught it: those of another space mean nothing to it.
    space       integer     not null,
    dimension   integer     not null,
    -- Null where it did not foretell users better than late fusion, which serves then.
    weights     bytea,
    -- On users that it was not taught by: NDCG@20 of both, and the standard error of the difference.
    users       integer     not null,
    late_ndcg   float8      not null,
    hybrid_ndcg float8      not null,
    error       float8      not null
);
