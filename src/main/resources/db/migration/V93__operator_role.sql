-- What each operator may do. Those from before could do everything.
alter table operator add column role text not null default 'ADMIN' check (role in ('VIEWER', 'OPERATOR', 'ADMIN'));
alter table operator alter column role drop default;
alter table operator add column disabled_at timestamptz;
-- Grows when the operator is disabled or has another password: sessions from before then end.
alter table operator add column version integer not null default 1;
