package io.tidemark.load.queries;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.app.definition.AggregatesFile;
import io.tidemark.app.definition.DefinitionException;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.load.generate.CloudEventRecords;
import io.tidemark.load.model.CloudEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Accounts that several writers count on, each in a field and a column of its own. */
final class Accounts {
  static final String TYPE = "account";
  static final String TOPIC = "queries.accounts";
  static final String STATES = "queries.account-state";
  static final int WRITERS = 4;

  private Accounts() {}

  static List<AggregateDefinition> file() {
    try {
      return AggregatesFile.parse("accounts.yaml", text(0));
    } catch (DefinitionException wrong) {
      throw new IllegalStateException(wrong);
    }
  }

  /**
   * The file as text.
   *
   * @param edition of its projection: each has columns that the one before has not
   */
  static String text(int edition) {
    StringBuilder state = new StringBuilder();
    StringBuilder events = new StringBuilder();
    StringBuilder columns = new StringBuilder();
    for (int writer = 0; writer < WRITERS; writer++) {
      state.append("      c%1$d: counter\n".formatted(writer));
      events.append("      Counted%1$d: [ { increment: { c%1$d: /by } } ]\n".formatted(writer));
      columns.append(
          "          c%1$d: { from: /c%1$d, type: %2$s }\n"
              .formatted(writer, edition % 2 == 0 ? "bigint" : "numeric"));
    }
    if (edition > 0) {
      columns.append("          edition%d: { from: /c0, type: bigint }\n".formatted(edition));
    }
    return "aggregates:\n  account:\n    topics: [%s]\n".formatted(TOPIC)
        + "    sequence: { mode: contiguous, start: 1 }\n"
        + "    gap: { wait: 60s, then: wait, hold: 3 }\n"
        + "    state:\n"
        + state
        + "    events:\n"
        + events
        + "    emit: { topic: %s }\n".formatted(STATES)
        + "    projections:\n      accounts:\n        columns:\n"
        + columns;
  }

  static String source(int writer) {
    return "w" + writer;
  }

  /** One more, by a writer; its own number says how many it has counted by then. */
  static ProducerRecord<byte[], byte[]> counted(String account, int writer, long sequence) {
    return CloudEventRecords.binary(
        TOPIC,
        new CloudEvent(
            account + "/" + writer + "/" + sequence,
            source(writer),
            "Counted" + writer,
            account,
            sequence,
            Instant.now().toString(),
            Optional.empty(),
            Optional.empty(),
            JsonNodeFactory.instance.objectNode().put("by", 1)));
  }

  /** What a writer knows that it has written. */
  static String token(String account, int writer, long sequence) {
    return new ConsistencyToken(null, Map.of(source(writer), sequence)).encode(TYPE, account);
  }
}
