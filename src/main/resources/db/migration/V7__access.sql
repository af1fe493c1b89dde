-- Who may call. Keys are random, so their plain SHA-256 is enough; passwords are not, so theirs is bcrypt.
create table api_key (
    id           bigint generated always as identity primary key,
    name         text        not null check (length(name) between 1 and 100),
    role         text        not null check (role in ('STOREFRONT', 'SHOP', 'ADMIN')),
    hash         bytea       not null unique check (length(hash) = 32),
    -- The first characters, so that people can tell keys apart.
    prefix       text        not null,
    created_at   timestamptz not null default now(),
    last_used_at timestamptz,
    revoked_at   timestamptz
);

-- People who sign in to the console.
create table operator (
    name       text primary key check (length(name) between 1 and 100),
    password   text        not null,
    created_at timestamptz not null default now()
);
