package io.tidemark.streams.projection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is written in one transaction. Confined to the stream; not thread-safe. */
final class ProjectionBatch {
  private final List<StateRow> rows = new ArrayList<>();
  private final Map<Integer, Long> offsets = new HashMap<>();
  private int skipped;

  /** A record whose value was read; tombstones and foreign values have no row. */
  record Read(int partition, long offset, int size, boolean foreign, Optional<StateRow> row) {
    static Read of(ConsumerRecord<byte[], byte[]> record) {
      byte[] value = record.value();
      Optional<StateRow> row = value == null ? Optional.empty() : StateRowDecoder.decode(value);
      return new Read(
          record.partition(),
          record.offset(),
          Math.max(0, record.serializedValueSize()),
          value != null && row.isEmpty(),
          row);
    }
  }

  ProjectionBatch with(Read read) {
    read.row().ifPresent(rows::add);
    if (read.foreign()) {
      skipped++;
    }
    offsets.put(read.partition(), read.offset() + 1);
    return this;
  }

  List<StateRow> rows() {
    return rows;
  }

  Map<Integer, Long> offsets() {
    return offsets;
  }

  /** How many records were no ECST events. */
  int skipped() {
    return skipped;
  }
}
