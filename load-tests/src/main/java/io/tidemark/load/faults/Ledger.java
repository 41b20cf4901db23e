package io.tidemark.load.faults;

import io.tidemark.load.demo.AggregateKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** What Kafka has acknowledged of the load, by its place in the input and by aggregate. */
final class Ledger {
  private final Map<TopicPartition, List<Entry>> inputs = new HashMap<>();
  private final Map<AggregateKey, List<Entry>> aggregates = new HashMap<>();
  private final List<Entry> poisoned = new ArrayList<>();
  private String problem;
  private long records;

  /** Which event of an aggregate; what is the same here is the same event. */
  record EventId(String source, long sequence) {}

  /**
   * One record.
   *
   * @param poison what is wrong with it; null when nothing is
   * @param place as its dead letter's id would name it
   * @param time of its event
   */
  record Entry(AggregateKey key, EventId event, Poison poison, String place, String time) {
    boolean isSound() {
      return poison == null;
    }
  }

  /** Kafka has it there. */
  synchronized void sent(TopicPartition partition, long offset, Load.Sent sent) {
    List<Entry> input = inputs.computeIfAbsent(partition, any -> new ArrayList<>());
    if (offset != input.size() && problem == null) {
      problem = partition + ": record " + input.size() + " of the load has the offset " + offset;
    }
    Entry entry =
        new Entry(
            sent.key(),
            new EventId(sent.event().event().source(), sent.event().event().sequence()),
            sent.poison(),
            partition + "-" + offset,
            sent.event().event().time());
    input.add(entry);
    if (!entry.isSound()) {
      poisoned.add(entry);
    }
    aggregates.computeIfAbsent(entry.key(), any -> new ArrayList<>()).add(entry);
    records++;
  }

  /** What makes the rest worthless: the harness's own producer failed. */
  synchronized void failed(String why) {
    problem = problem == null ? why : problem;
  }

  synchronized Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  synchronized long records() {
    return records;
  }

  /** How many records each partition has. */
  synchronized Map<TopicPartition, Long> ends() {
    Map<TopicPartition, Long> ends = new HashMap<>();
    inputs.forEach((partition, input) -> ends.put(partition, (long) input.size()));
    return ends;
  }

  /** The records of a partition from one offset to below another. */
  synchronized List<Entry> between(TopicPartition partition, long from, long to) {
    List<Entry> input = inputs.getOrDefault(partition, List.of());
    int end = (int) Math.min(to, input.size());
    return List.copyOf(input.subList((int) Math.min(from, end), end));
  }

  /** The poisoned records from that one on, counted from 0. */
  synchronized List<Entry> poisoned(int from) {
    return List.copyOf(poisoned.subList(from, poisoned.size()));
  }

  /** All records by aggregate. */
  synchronized Map<AggregateKey, List<Entry>> aggregates() {
    Map<AggregateKey, List<Entry>> copy = new HashMap<>();
    aggregates.forEach((key, entries) -> copy.put(key, List.copyOf(entries)));
    return copy;
  }
}
