package io.tidemark.load.queries;

import io.tidemark.load.cluster.GroupView;
import io.tidemark.load.queries.AccountLoad.Sent;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What somebody would wait for who has positions and no token, done as well as positions allow:
 * that the node's committed offset has passed the event's record, and then that the projection has
 * read all that was announced by then, partition by partition. It is not enough: an event that was
 * read and waits for the one before it is not in the state.
 */
final class Positions implements AutoCloseable {
  private static final long LOOK_MILLISECONDS = 20;
  private static final String PROJECTED =
      "select \"partition\", \"offset\" from projection_offset where topic = '"
          + Accounts.STATES
          + "' and projection = 'accounts'";

  private final GroupView groups;
  private final String bootstrapServers;
  private final String jdbcUrl;
  private final Thread looking = new Thread(this::look, "positions");
  private Seen seen = new Seen(Map.of(), Map.of(), Map.of());
  private volatile boolean closed;

  /**
   * What was seen, in this order.
   *
   * @param committed offsets of the input, by partition
   * @param announced ends of the topic of states
   * @param projected the next offsets of the projection
   */
  private record Seen(
      Map<Integer, Long> committed, Map<Integer, Long> announced, Map<Integer, Long> projected) {
    boolean hasRead(Sent event) {
      return committed.getOrDefault(event.partition(), 0L) > event.offset();
    }

    /** The end is behind the mark of a transaction, which is never read. */
    boolean hasProjected(Map<Integer, Long> ends) {
      return ends.entrySet().stream()
          .allMatch(end -> projected.getOrDefault(end.getKey(), 0L) >= end.getValue() - 1);
    }
  }

  Positions(String bootstrapServers, String jdbcUrl) {
    this.bootstrapServers = bootstrapServers;
    this.jdbcUrl = jdbcUrl;
    groups = new GroupView(bootstrapServers, RollingNodes.GROUP);
    looking.setDaemon(true);
    looking.start();
  }

  private void look() {
    while (!closed) {
      try (Connection connection = DriverManager.getConnection(jdbcUrl);
          Statement statement = connection.createStatement();
          KafkaConsumer<byte[], byte[]> consumer =
              new KafkaConsumer<>(
                  Map.of(
                      "bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                  new ByteArrayDeserializer(),
                  new ByteArrayDeserializer())) {
        while (!closed) {
          Map<Integer, Long> committed = groups.committed(Accounts.TYPE);
          Map<Integer, Long> announced = ends(consumer);
          Map<Integer, Long> projected = projected(statement);
          synchronized (this) {
            seen = new Seen(committed, announced, projected);
            notifyAll();
          }
          TimeUnit.MILLISECONDS.sleep(LOOK_MILLISECONDS);
        }
      } catch (InterruptedException e) {
        return;
      } catch (SQLException | ExecutionException lost) {
        // It is looked again, by another connection.
      }
    }
  }

  private static Map<Integer, Long> ends(KafkaConsumer<byte[], byte[]> consumer) {
    Map<Integer, Long> ends = new HashMap<>();
    consumer
        .endOffsets(
            consumer.partitionsFor(Accounts.STATES).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList())
        .forEach((partition, end) -> ends.put(partition.partition(), end));
    return ends;
  }

  private static Map<Integer, Long> projected(Statement statement) throws SQLException {
    Map<Integer, Long> offsets = new HashMap<>();
    try (ResultSet result = statement.executeQuery(PROJECTED)) {
      while (result.next()) {
        offsets.put(result.getInt(1), result.getLong(2));
      }
    }
    return offsets;
  }

  /** Waits until all has passed an event; false when it has not in time. */
  synchronized boolean await(Sent event, long nanos) throws InterruptedException {
    long deadline = System.nanoTime() + nanos;
    while (!seen.hasRead(event)) {
      if (!waitUntil(deadline)) {
        return false;
      }
    }
    // Seen after the commit: whatever the event has caused was announced before.
    Map<Integer, Long> ends = seen.announced();
    while (!seen.hasProjected(ends)) {
      if (!waitUntil(deadline)) {
        return false;
      }
    }
    return true;
  }

  private boolean waitUntil(long deadline) throws InterruptedException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      return false;
    }
    wait(left);
    return true;
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    looking.interrupt();
    looking.join(5_000);
    groups.close();
  }
}
