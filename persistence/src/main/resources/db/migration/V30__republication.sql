-- How far each type's states have been announced again, for whoever asks and whoever goes on.
create table republication (
  aggregate_type text primary key,
  run            uuid not null,
  total          bigint,
  sent           bigint not null,
  after_id       text not null,
  started_at     timestamptz not null,
  updated_at     timestamptz not null,
  finished_at    timestamptz
);

comment on column republication.run is 'The node at work; another run takes over when it is silent.';
comment on column republication.after_id is 'The persistence id up to which records were sent.';
