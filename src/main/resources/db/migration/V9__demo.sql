-- Whether the drawn shop was loaded: one row at most, so that an interrupted load is known and finished.
create table demo_load (
  only boolean primary key default true check (only),
  begun_at timestamptz not null,
  completed_at timestamptz
);
