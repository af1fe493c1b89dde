-- How often a task was handed out: the number by which its holder is told from one who had it before.
alter table work add column claims bigint not null default 0;
