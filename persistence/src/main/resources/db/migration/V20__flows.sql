-- The events that carry a correlation id, ours and consumed, by flow. Keys are hashes: correlation and
-- event ids may be of any length. Rows go after a while; nothing else depends on them.
create table flow_event (
  flow uuid not null,
  event uuid not null,
  time bigint not null,
  announced boolean not null,
  aggregate_type text not null,
  aggregate_id text not null,
  source text not null,
  sequence bigint,
  event_id text not null,
  event_type text not null,
  correlation_id text not null,
  causation_id text,
  topic text not null,
  partition integer,
  "offset" bigint,
  recorded_at timestamptz not null default now(),
  primary key (flow, event)
);

create index flow_event_id_idx on flow_event using hash (event_id);
create index flow_event_time_idx on flow_event (time, event);
-- Rows come in the order of this column, so a few pages of summary find those that are due to go.
create index flow_event_recorded_idx on flow_event using brin (recorded_at) with (pages_per_range = 16);
