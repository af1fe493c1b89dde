-- Whether the drawn shop was loaded: one row at most, so that an interrupted load is known and finished.
create table demo_load (
  id smallint primary key default 1 check (id = 1),
  begun_at timestamptz not null,
  completed_at timestamptz
);
