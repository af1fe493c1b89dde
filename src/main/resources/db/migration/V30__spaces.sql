-- When a space last began to serve: the latest of the retired ones is where a rollback goes.
alter table space add column activated_at timestamptz;
update space set activated_at = created_at where state in ('active', 'retired');

-- A space on its way out; what an interrupted removal left is found by it.
alter table space drop constraint space_state_check;
alter table space add constraint space_state_check check (state in ('building', 'active', 'retired', 'removed'));

-- One space serves. Checked at the end of each statement, not at each row, so that one statement can switch.
drop index space_active;
alter table space add constraint space_active exclude using btree (state with =) where (state = 'active')
    deferrable initially immediate;
