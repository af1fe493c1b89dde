-- What was accepted about an item beside the shop's own facts: labels by vocabulary, and texts by which it is found.
alter table item add column tags jsonb not null default '{}';
alter table item add column notes jsonb not null default '[]';
create index item_tags on item using gin (tags);
