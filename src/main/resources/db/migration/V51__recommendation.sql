-- Answers also go to sessions without a user, in other scenes, by other settings, and page by page.
alter table recommendation
    alter column user_id drop not null,
    add column scene        text   not null default 'home',
    add column variant      text   not null default 'default',
    -- What earlier pages showed, so that the next one does not repeat it.
    add column passed       bigint[] not null default '{}',
    -- How likely each item was to stand in its place; below 1 where chance chose it.
    add column propensities real[] not null default '{}';
-- What came of an answer.
create index interaction_recommendation on interaction (recommendation) where recommendation is not null;
