-- The tables of Pekko Persistence JDBC. Identifiers are unbounded: an aggregate's id may be long.
create table event_journal (
  ordering bigserial,
  persistence_id text not null,
  sequence_number bigint not null,
  deleted boolean default false not null,
  writer text not null,
  write_timestamp bigint,
  adapter_manifest text,
  event_ser_id integer not null,
  event_ser_manifest text not null,
  event_payload bytea not null,
  meta_ser_id integer,
  meta_ser_manifest text,
  meta_payload bytea,
  primary key (persistence_id, sequence_number)
);

create unique index event_journal_ordering_idx on event_journal (ordering);

create table event_tag (
  event_id bigint references event_journal (ordering) on delete cascade,
  tag text,
  primary key (event_id, tag)
);

create table snapshot (
  persistence_id text not null,
  sequence_number bigint not null,
  created bigint not null,
  snapshot_ser_id integer not null,
  snapshot_ser_manifest text not null,
  snapshot_payload bytea not null,
  meta_ser_id integer,
  meta_ser_manifest text,
  meta_payload bytea,
  primary key (persistence_id, sequence_number)
);
