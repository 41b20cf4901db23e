package io.tidemark.streams.projection;

import io.tidemark.domain.path.Traces;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What is written in one transaction. Confined to the stream; not thread-safe. */
final class ProjectionBatch {
  private final List<StateRow> rows = new ArrayList<>();
  private final Map<Integer, Long> offsets = new HashMap<>();
  private final List<String> traced = new ArrayList<>();
  private int skipped;

  /**
   * A record whose value was read; tombstones and foreign values have no row.
   *
   * @param traceparent its trace context, when its trace is recorded; else null
   */
  record Read(
      int partition,
      long offset,
      int size,
      boolean foreign,
      Optional<StateRow> row,
      String traceparent) {
    static Read of(ConsumerRecord<byte[], byte[]> record) {
      byte[] value = record.value();
      Optional<StateRow> row = value == null ? Optional.empty() : StateRowDecoder.decode(value);
      return new Read(
          record.partition(),
          record.offset(),
          Math.max(0, record.serializedValueSize()),
          value != null && row.isEmpty(),
          row,
          Traces.areRecorded() ? traced(record) : null);
    }

    private static String traced(ConsumerRecord<byte[], byte[]> record) {
      Header header = record.headers().lastHeader("ce_traceparent");
      String context =
          header == null || header.value() == null
              ? null
              : new String(header.value(), StandardCharsets.UTF_8);
      return Traces.isTraced(context) ? context : null;
    }
  }

  ProjectionBatch with(Read read) {
    read.row().ifPresent(rows::add);
    if (read.foreign()) {
      skipped++;
    }
    if (read.traceparent() != null) {
      traced.add(read.traceparent());
    }
    offsets.put(read.partition(), read.offset() + 1);
    return this;
  }

  /** The contexts of those whose traces are recorded. */
  List<String> traced() {
    return traced;
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
