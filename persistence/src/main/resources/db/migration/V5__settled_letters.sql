-- Dead letters that were applied or given up: their records may be read again, and are none then.
create table settled_letter (
  id text primary key,
  record_time timestamptz not null,
  settled_at timestamptz not null default now()
);

create index settled_letter_settled_idx on settled_letter (settled_at);
