-- Work that an operator ordered as one: its tasks are in the list of work like all others, under its number.
create table job (
    id          bigint generated always as identity primary key,
    queue       text        not null,
    -- what is to be done with each subject, for the queue's worker; and the filter that chose the subjects
    orders      jsonb       not null,
    filter      text        not null,
    ordered_by  text        not null,
    ordered_at  timestamptz not null,
    state       text        not null,
    total       bigint      not null default 0,
    done        bigint      not null default 0,
    -- for how long workers were at it, from which the rest is estimated
    busy_millis bigint      not null default 0,
    ended_at    timestamptz
);

-- 0 is the work of no job.
alter table work add column job bigint not null default 0;
alter table work drop constraint work_queue_subject_key;
alter table work add constraint work_queue_subject_job_key unique (queue, subject, job);
create index work_job on work (job) where job <> 0;
