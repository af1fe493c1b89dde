-- What the larger model took of each day in UTC, with what is booked for calls that have not ended.
create table chat_spending (
    day    date    primary key,
    calls  bigint  not null default 0,
    tokens bigint  not null default 0,
    money  numeric not null default 0
);

-- Prompts of the larger model: the highest version of a purpose and language is in use, none ever changes.
create table prompt_template (
    purpose  text        not null,
    language text        not null,
    version  int         not null,
    text     text        not null,
    -- null where it came with the program
    author   text,
    at       timestamptz not null default now(),
    primary key (purpose, language, version)
);

insert into prompt_template (purpose, language, version, text) values
('caption', 'en', 1, 'Describe the item in the picture for a shop''s page. Say only what can be seen; no introduction, no quotation marks. {}'),
('caption', 'zh', 1, '请为商店页面描述图中的商品。只写看得见的内容，不要开场白，不要引号。{}'),
('question', 'en', 1, 'Answer from what can be seen, in one or two sentences. Say so where it cannot be seen. {}'),
('question', 'zh', 1, '请根据图中可见的内容用一两句话回答；看不出来就直说。{}'),
('comparison', 'en', 1, 'Compare the items in the pictures for somebody who chooses between them: first what they share, then how they differ in colour, shape, pattern and material. Name each picture by its number. {}'),
('comparison', 'zh', 1, '请为正在挑选的顾客比较各图中的商品：先说相同之处，再说颜色、形状、图案和材质上的差别，并用图号指称每张图。{}'),
('text', 'en', 1, 'Copy all text that is in the picture exactly as it stands, line by line and in its own language, and nothing else. If there is none, say: no text. {}'),
('text', 'zh', 1, '请逐行照原样抄录图中的全部文字，保留原来的语言，不要加任何别的内容。如果没有文字，请回答：没有文字。{}'),
('reasoning', 'en', 1, 'Think step by step: list what can be seen that matters, say what follows from it, then give the answer on a last line that begins with "Answer:". {}'),
('reasoning', 'zh', 1, '请一步一步思考：先列出图中与问题有关的内容，再说明由此得出什么，最后另起一行以“答案：”开头给出回答。{}');
