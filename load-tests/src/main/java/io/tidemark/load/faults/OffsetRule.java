package io.tidemark.load.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.load.demo.AggregateKey;
import io.tidemark.load.demo.Announcement;
import io.tidemark.load.faults.Ledger.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/**
 * Judges along the way that no offset is committed past something unfinished. Of every record below
 * a committed offset: its event is in the journal, or its dead letter on record; and if nothing
 * below that offset is missing before it, the output shows it.
 */
final class OffsetRule implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long MARKING_NANOS = 10_000_000_000L;
  private static final Duration READING = Duration.ofSeconds(60);

  private final Installation installation;
  private final OffsetWatch offsets;
  private final OutputWatch output;
  private final Ledger ledger;
  private final Operator operator;
  private final Thread thread = new Thread(this::watch, "offset-rule");
  private final Map<TopicPartition, Long> judged = new HashMap<>();
  private final Map<AggregateKey, Map<String, Whole>> whole = new HashMap<>();
  private final List<Entry> unstored = new ArrayList<>();
  private final Map<AggregateKey, Long> unannounced = new HashMap<>();
  private final Set<AggregateKey> touched = new HashSet<>();
  private final List<String> violations = new ArrayList<>();
  private final Journal journal = new Journal();
  private long samples;
  private long records;
  private volatile boolean closed;

  OffsetRule(
      Installation installation,
      OffsetWatch offsets,
      OutputWatch output,
      Ledger ledger,
      Operator operator) {
    this.operator = operator;
    this.installation = installation;
    this.offsets = offsets;
    this.output = output;
    this.ledger = ledger;
    thread.setDaemon(true);
    thread.start();
  }

  /** One source's numbers below the committed offset, as far as they follow each other. */
  private static final class Whole {
    private final Set<Long> beyond = new TreeSet<>();
    private long last;

    void add(long sequence) {
      beyond.add(sequence);
      while (beyond.remove(last + 1)) {
        last++;
      }
      beyond.removeIf(done -> done <= last);
    }
  }

  private void watch() {
    OffsetWatch.Sample sample = null;
    try {
      while (!closed) {
        OffsetWatch.Sample next = offsets.awaitAfter(sample, 1_000);
        if (next != null) {
          sample = next;
          judge(sample);
        }
        TimeUnit.MILLISECONDS.sleep(500);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      ledger.failed("judging along the way ended: " + e);
    }
  }

  private void judge(OffsetWatch.Sample sample) throws InterruptedException {
    sample
        .committed()
        .forEach(
            (partition, offset) -> {
              for (Entry entry :
                  ledger.between(partition, judged.getOrDefault(partition, 0L), offset)) {
                unstored.add(entry);
                if (entry.isSound()) {
                  touched.add(entry.key());
                  whole
                      .computeIfAbsent(entry.key(), any -> new HashMap<>())
                      .computeIfAbsent(entry.event().source(), any -> new Whole())
                      .add(entry.event().sequence());
                }
              }
              judged.merge(partition, offset, Math::max);
            });
    try (Connection connection = installation.connect()) {
      requireStored(connection);
    } catch (SQLException away) {
      // The database is away, as it may be; it is looked at again with the next sample.
    }
    if (!output.awaitRead(sample.outputs(), READING)) {
      return;
    }
    touched.forEach(key -> unannounced.putIfAbsent(key, System.nanoTime()));
    touched.clear();
    unannounced
        .entrySet()
        .removeIf(
            first ->
                isAnnouncedOrWrong(
                    first.getKey(), Math.max(first.getValue(), sample.answeringSince())));
    synchronized (this) {
      samples++;
    }
  }

  private void requireStored(Connection connection) throws SQLException {
    journal.read(connection);
    unstored.removeIf(
        entry -> entry.isSound() && journal.of(entry.key()).times(entry.event()) > 0 && count());
    if (unstored.isEmpty()) {
      return;
    }
    Set<String> letters = letters(connection, unstored.stream().map(Entry::place).toList());
    Journal fresh = null;
    for (Entry entry : unstored) {
      // A letter may be settled already, by a sound record with its number or by the operator.
      if (!letters.contains(entry.place()) && !isStored(journal, entry)) {
        if (fresh == null) {
          // What was committed late is not seen where reading only goes on.
          fresh = new Journal();
          fresh.read(connection);
        }
        if (!isStored(fresh, entry)) {
          violated(entry.key() + ": " + entry.place() + " is committed and stored nowhere");
        }
      }
      count();
    }
    unstored.clear();
  }

  /** A letter whose number had been given up before it came has no place in the journal. */
  private boolean isStored(Journal journal, Entry entry) {
    Journal.Recorded recorded = journal.of(entry.key());
    return recorded.times(entry.event()) > 0
        || (!entry.isSound()
            && (recorded.hasLetter(entry.place()) || operator.mayHaveDiscarded(entry)));
  }

  private synchronized boolean count() {
    records++;
    return true;
  }

  private static Set<String> letters(Connection connection, List<String> places)
      throws SQLException {
    Set<String> found = new HashSet<>();
    try (PreparedStatement query =
        connection.prepareStatement("select id from dead_letter where id = any (?)")) {
      query.setArray(1, connection.createArrayOf("text", places.toArray()));
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          found.add(result.getString(1));
        }
      }
    }
    return found;
  }

  /**
   * A transaction that Kafka has taken down as committed is seen by readers only once the broker
   * has marked it in every partition. That may take a moment, and where the broker went away in
   * between the moment begins when it is back.
   */
  private boolean isAnnouncedOrWrong(AggregateKey key, long since) {
    Announcement announcement = output.latest(key);
    List<String> missing = new ArrayList<>();
    whole
        .get(key)
        .forEach(
            (source, numbers) -> {
              long announced = announcement == null ? 0 : vector(announcement, source);
              if (announced < numbers.last) {
                missing.add(
                    String.format(
                        "%s: %s is committed up to %d, and announced up to %d",
                        key, source, numbers.last, announced));
              }
            });
    if (!missing.isEmpty() && System.nanoTime() - since < MARKING_NANOS) {
      return false;
    }
    missing.forEach(this::violated);
    return true;
  }

  private static long vector(Announcement announcement, String source) {
    try {
      JsonNode vector = MAPPER.readTree(announcement.value()).path("vector");
      return vector.path(source).asLong(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void violated(String what) {
    violations.add(what);
  }

  /** Offsets that were committed too early. */
  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  /** How often it looked. */
  synchronized long samples() {
    return samples;
  }

  /** How many records it found stored. */
  synchronized long records() {
    return records;
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.interrupt();
    thread.join(5_000);
  }
}
