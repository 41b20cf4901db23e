-- How far each projection has read its topic. The tables of the projections themselves are made by
-- the node from the aggregates file. A projection whose rows here are gone is read from the
-- beginning of its topic.
create table projection_offset (
  projection  text    not null,
  topic       text    not null,
  "partition" integer not null,
  "offset"    bigint  not null,
  primary key (projection, topic, "partition")
);

comment on column projection_offset."offset" is 'The next offset to be read; committed together with the rows.';
