-- What could not be taken in, as it came.
create table dead_letter (
  id text primary key,
  aggregate_type text not null,
  aggregate_id text,
  source text,
  sequence bigint,
  reason text not null,
  message text not null,
  topic text not null,
  partition integer not null,
  "offset" bigint not null,
  record_time timestamptz not null,
  record_key bytea,
  record_value bytea,
  record_headers jsonb not null,
  traceparent text,
  attempts integer not null default 1,
  created_at timestamptz not null default now()
);

create index dead_letter_created_idx on dead_letter (created_at, id);

-- The open gaps: the clock that runs out on them reads this table, so it survives every crash.
create table open_gap (
  aggregate_type text not null,
  aggregate_id text not null,
  source text not null,
  from_sequence bigint not null,
  to_sequence bigint not null,
  since timestamptz not null,
  decides_start boolean not null,
  waiting bigint not null,
  deadline timestamptz,
  primary key (aggregate_type, aggregate_id, source, from_sequence)
);

create index open_gap_deadline_idx on open_gap (deadline) where deadline is not null;
