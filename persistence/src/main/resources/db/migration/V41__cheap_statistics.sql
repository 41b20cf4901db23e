-- Rows are read by their key alone, whatever is in the other columns. Statistics of those would have
-- ANALYZE sort thirty thousand payloads each minute, which takes a processor for half a second.
alter table event_journal
  alter column ordering set statistics 0,
  alter column persistence_id set statistics 10,
  alter column sequence_number set statistics 10,
  alter column deleted set statistics 0,
  alter column writer set statistics 0,
  alter column write_timestamp set statistics 0,
  alter column adapter_manifest set statistics 0,
  alter column event_ser_id set statistics 0,
  alter column event_ser_manifest set statistics 0,
  alter column event_payload set statistics 0,
  alter column meta_ser_id set statistics 0,
  alter column meta_ser_manifest set statistics 0,
  alter column meta_payload set statistics 0;

alter table snapshot
  alter column persistence_id set statistics 10,
  alter column sequence_number set statistics 10,
  alter column created set statistics 0,
  alter column snapshot_ser_id set statistics 0,
  alter column snapshot_ser_manifest set statistics 0,
  alter column snapshot_payload set statistics 0,
  alter column meta_ser_id set statistics 0,
  alter column meta_ser_manifest set statistics 0,
  alter column meta_payload set statistics 0;
