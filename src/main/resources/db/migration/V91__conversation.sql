-- Conversations about pictures. Items are named as the shop names them: what was said stays when an item goes.
create table conversation (
    id         bigint generated always as identity primary key,
    created_by text        not null,
    created_at timestamptz not null
);

create table conversation_picture (
    conversation bigint not null references conversation on delete cascade,
    number       int    not null,
    item         text   not null,
    sha256       text   not null,
    -- the turn from which on it is there
    since        int    not null,
    primary key (conversation, number),
    unique (conversation, sha256)
);
create index conversation_picture_item on conversation_picture (item, conversation);

create table conversation_turn (
    conversation      bigint      not null references conversation on delete cascade,
    number            int         not null,
    person            text        not null,
    asked_at          timestamptz not null,
    words             text        not null,
    purpose           text        not null,
    language          text        not null,
    -- of the prompt template; null where the model was given a person's words alone
    version           int,
    prompt            text        not null,
    engine            text        not null,
    model             text        not null,
    revision          text        not null,
    settings          jsonb       not null,
    -- asked, answered, broken (with what had come) or failed
    state             text        not null,
    answer            text        not null default '',
    -- what a reader must know of the answer, or why there is none
    note              text,
    prompt_tokens     bigint,
    completion_tokens bigint,
    answered_at       timestamptz,
    primary key (conversation, number)
);
