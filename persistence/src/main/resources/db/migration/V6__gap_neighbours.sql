-- Where the records stood that surround a gap; null when that is not known.
alter table open_gap
  add column before_topic text,
  add column before_partition integer,
  add column before_offset bigint,
  add column after_topic text,
  add column after_partition integer,
  add column after_offset bigint;
