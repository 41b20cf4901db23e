package io.tidemark.load.faults;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Looks twice a second how far the nodes have committed. */
final class OffsetWatch implements AutoCloseable {
  private static final long INTERVAL_MILLISECONDS = 500;
  private static final long PATIENCE_SECONDS = 4;

  private final Admin admin;
  private final Collection<String> types;
  private final Collection<TopicPartition> outputs;
  private final Ledger ledger;
  private final Progress progress;
  private final Thread thread = new Thread(this::watch, "offset-watch");
  private Sample latest;
  private volatile boolean closed;

  /**
   * What was committed at one time.
   *
   * @param committed by partition of the input
   * @param outputs where the output ended, looked at after that
   * @param answeringSince when the broker began to answer without a break, as {@link
   *     System#nanoTime()}
   */
  record Sample(
      Map<TopicPartition, Long> committed,
      Map<TopicPartition, Long> outputs,
      long answeringSince) {}

  OffsetWatch(
      String bootstrapServers,
      Collection<String> types,
      Collection<TopicPartition> outputs,
      Ledger ledger,
      Progress progress) {
    this.admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS) / 2));
    this.types = types;
    this.outputs = outputs;
    this.ledger = ledger;
    this.progress = progress;
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    long answeringSince = System.nanoTime();
    try {
      while (!closed) {
        try {
          look(answeringSince);
        } catch (ExecutionException | TimeoutException away) {
          // The broker is away, as it may be: there is nothing to see.
          answeringSince = System.nanoTime();
        }
        TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(long answeringSince)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, Long> committed = committed();
    Map<TopicPartition, Long> sent = ledger.ends();
    committed.keySet().retainAll(sent.keySet());
    progress.at(committed, sent);
    Map<TopicPartition, Long> ends = outputEnds();
    synchronized (this) {
      latest = new Sample(committed, ends, answeringSince);
      notifyAll();
    }
  }

  private Map<TopicPartition, Long> committed()
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, Long> committed = new HashMap<>();
    for (String type : types) {
      admin
          .listConsumerGroupOffsets(Installation.GROUP + "-" + type)
          .partitionsToOffsetAndMetadata()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .forEach(
              (partition, offset) -> {
                if (offset != null) {
                  committed.put(partition, offset.offset());
                }
              });
    }
    return committed;
  }

  /** Where the output ends for a reader of what is committed. */
  Map<TopicPartition, Long> outputEnds()
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    outputs.forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  /** The partitions of topics, for the constructor. */
  static Set<TopicPartition> partitionsOf(String bootstrapServers, Collection<String> topics)
      throws ExecutionException, InterruptedException {
    Set<TopicPartition> partitions = new java.util.HashSet<>();
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      admin
          .describeTopics(topics)
          .allTopicNames()
          .get()
          .forEach(
              (name, topic) ->
                  topic
                      .partitions()
                      .forEach(info -> partitions.add(new TopicPartition(name, info.partition()))));
    }
    return partitions;
  }

  /** Waits for a sample that is newer than that; null when it takes too long. */
  synchronized Sample awaitAfter(Sample before, long milliseconds) throws InterruptedException {
    long deadline = System.nanoTime() + milliseconds * 1_000_000;
    while (latest == before) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return null;
      }
      wait(left);
    }
    return latest;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    admin.close(java.time.Duration.ofSeconds(1));
  }
}
