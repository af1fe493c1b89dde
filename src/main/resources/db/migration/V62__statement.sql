-- What is said of an item, by whom, and what became of it: one row for each tag, caption and answer.
create table statement (
    id          bigint generated always as identity primary key,
    item        bigint           not null references item on delete cascade,
    -- tag, caption or answer
    kind        text             not null,
    -- the vocabulary, the language and style of a caption, or the question
    topic       text             not null,
    -- what counts now: a label (empty for none of them), a caption or an answer
    value       text             not null,
    -- proposed, accepted, edited, rejected or superseded
    state       text             not null,
    -- what the machine said, and what it was, with which prompt, settings and score; all null where a person began
    said        text,
    model       text,
    revision    text,
    prompt      text,
    settings    jsonb,
    score       double precision,
    -- the sha256 of the picture that it looked at, its best answers with their scores, and what they contradict
    picture     text,
    ranking     jsonb            not null default '[]',
    mismatches  jsonb            not null default '[]',
    job         bigint,
    at          timestamptz      not null,
    -- the person; null while only machines had a say
    decided_by  text,
    decided_at  timestamptz
);
create index statement_item on statement (item, kind, topic);
create index statement_open on statement (id) where state = 'proposed';
create index statement_job on statement (job) where job is not null;
create index statement_topic on statement (kind, topic) where state in ('proposed', 'accepted', 'edited');

-- Each change of states, so that it can be told and undone; without a person it was a machine's.
create table decision (
    id        bigint generated always as identity primary key,
    decided_by text,
    action    text        not null,
    at        timestamptz not null,
    undone_by bigint references decision
);
create index decision_person on decision (decided_by, id) where undone_by is null;

create table statement_change (
    decision  bigint not null references decision on delete cascade,
    statement bigint not null references statement on delete cascade,
    -- state, value, decided_by and decided_at before and after; before is null where the statement began
    before    jsonb,
    after     jsonb  not null,
    primary key (statement, decision)
);
create index statement_change_decision on statement_change (decision);

-- What models said before there was review: the likeliest label of each vocabulary waits for a person.
insert into statement (item, kind, topic, value, state, said, model, revision, score, ranking, at)
select item, 'tag', vocabulary, (array_agg(label order by probability desc))[1], 'proposed',
       (array_agg(label order by probability desc))[1], min(model), min(revision), max(probability),
       jsonb_agg(jsonb_build_object('value', label, 'score', probability) order by probability desc), max(at)
from item_tag group by item, vocabulary;
drop table item_tag;

alter table vocabulary add column settings jsonb not null default '{}';

-- From which score on captions of a language and style are accepted unseen; those without a row never are.
create table caption_style (
    language    text             not null,
    style       text             not null,
    auto_accept double precision not null,
    primary key (language, style)
);
