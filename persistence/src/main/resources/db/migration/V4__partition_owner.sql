-- Which node may announce the aggregates of a partition; null once it has given the partition back.
create table partition_owner (
  aggregate_type text not null,
  partition integer not null,
  owner text,
  since timestamptz not null default now(),
  primary key (aggregate_type, partition)
);
