-- Who may call. Keys are random and long, so that a plain hash protects them; passwords are not, so theirs is slow.
create table api_key (
    id         uuid primary key,
    name       text        not null,
    role       text        not null check (role in ('STOREFRONT', 'SHOP', 'ADMIN')),
    hash       bytea       not null unique,
    prefix     text        not null,
    created_at timestamptz not null,
    revoked_at timestamptz
);

create table operator (
    username text primary key,
    password text not null
);
