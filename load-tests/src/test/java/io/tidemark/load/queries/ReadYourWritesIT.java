package io.tidemark.load.queries;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.app.Node;
import io.tidemark.load.demo.NodeSettings;
import io.tidemark.load.generate.EventPublisher;
import io.tidemark.load.services.EmbeddedServices;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Writers and readers at the same accounts, on a node with a real Kafka and PostgreSQL. Whoever
 * brings a token must find what it stands for, in the account and in its projection's row, also
 * while that is made anew. The same without a token, and with a position in place of one, must find
 * less, or else this test would prove nothing.
 *
 * <p>The system property {@code tidemark.queries.seconds} says how long each part takes, else 15.
 */
class ReadYourWritesIT {
  private static final int ACCOUNTS = 20;
  private static final long SECONDS = Long.getLong("tidemark.queries.seconds", 15);
  private static final int PAST_POINTS = 300;
  private static final int READERS = 12;

  private EmbeddedServices services;
  private HikariDataSource dataSource;
  private Reads reads;
  private final AtomicBoolean over = new AtomicBoolean();

  /** What one part has found. */
  private static final class Found {
    final AtomicLong accounts = new AtomicLong();
    final AtomicLong rows = new AtomicLong();
    final AtomicLong stale = new AtomicLong();
    final List<String> examples = Collections.synchronizedList(new ArrayList<>());

    void require(Reads.Shown shown, Map<Integer, Long> least, String where) {
      if (shown != null && !shown.includes(least)) {
        stale.incrementAndGet();
        if (examples.size() < 5) {
          examples.add(where + " shows " + shown.counts() + ", not " + least);
        }
      }
    }
  }

  @Test
  @Timeout(400)
  void whatATokenStandsForIsRead() throws Exception {
    try (EmbeddedServices started = EmbeddedServices.start(EmbeddedServices.Options.temporary());
        HikariDataSource database = database(started);
        Node node = Node.start(NodeSettings.on(started, "queries", 0), Accounts.file())) {
      services = started;
      dataSource = database;
      reads = new Reads(node.httpPort());
      Writing writing = new Writing();
      ExecutorService pool = Executors.newCachedThreadPool();
      try {
        Found tokens = run(pool, writing, true, this::withToken);
        print("tokens", tokens);
        assertEquals(List.of(), tokens.examples);
        assertEquals(0, tokens.stale.get());
        assertTrue(tokens.accounts.get() > 500 && tokens.rows.get() > 500, "reads enough");
        assertEquals(0, reads.gaveUp.get(), "in time");

        Found none = run(pool, writing, false, this::withoutToken);
        print("nothing", none);
        assertTrue(none.stale.get() > 0, "without a token nothing is stale");

        Found position = run(pool, writing, false, this::withPosition);
        print("a position", position);
        assertTrue(position.stale.get() > 0, "a position does as well as a token");
        requirePastStates();
      } finally {
        over.set(true);
        pool.shutdown();
        assertTrue(pool.awaitTermination(60, TimeUnit.SECONDS));
      }
    }
  }

  private static HikariDataSource database(EmbeddedServices services) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(services.jdbcUrl());
    config.setMaximumPoolSize(8);
    return new HikariDataSource(config);
  }

  private void print(String waitsFor, Found found) {
    System.out.printf(
        "waiting for %s: %,d reads of accounts, %,d of rows, %,d stale, %,d gave up%n",
        waitsFor, found.accounts.get(), found.rows.get(), found.stale.get(), reads.gaveUp.get());
  }

  private interface Reader {
    void read(Random random, Found found) throws Exception;
  }

  private Found run(ExecutorService pool, Writing writing, boolean making, Reader reader)
      throws Exception {
    Found found = new Found();
    settle();
    over.set(false);
    List<Future<?>> running = new ArrayList<>();
    for (int writer = 0; writer < Accounts.WRITERS; writer++) {
      int number = writer;
      running.add(pool.submit(task(() -> writing.run(number, making, found))));
    }
    for (int number = 0; number < READERS; number++) {
      Random random = new Random(number);
      running.add(pool.submit(task(() -> reading(random, reader, found))));
    }
    for (int part = 0; part < 3; part++) {
      Thread.sleep(SECONDS * 1_000 / 3);
      if (making && part < 2) {
        execute("drop table if exists projection_accounts");
      }
    }
    over.set(true);
    for (Future<?> each : running) {
      each.get(60, TimeUnit.SECONDS);
    }
    return found;
  }

  /** Until the table is whole again, so that one part does not blame another. */
  private void settle() throws Exception {
    for (int account = 0; account < ACCOUNTS; account++) {
      Reads.Shown seen = shown(id(account));
      if (seen != null) {
        assertNotNull(reads.row(id(account), seen.token()));
      }
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static Callable<Void> task(Work work) {
    return () -> {
      work.run();
      return null;
    };
  }

  private void reading(Random random, Reader reader, Found found) throws Exception {
    while (!over.get()) {
      reader.read(random, found);
    }
  }

  /** Writers whose events overtake one another; each reads what it has written. */
  private final class Writing {
    private final long[][] written = new long[Accounts.WRITERS][ACCOUNTS];

    void run(int writer, boolean tokens, Found found) throws Exception {
      Random random = new Random(writer + 100L);
      try (EventPublisher publisher = new EventPublisher(services.bootstrapServers())) {
        while (!over.get()) {
          int account = random.nextInt(ACCOUNTS);
          int events = 1 + random.nextInt(6);
          List<Long> numbers = new ArrayList<>();
          for (int i = 0; i < events; i++) {
            numbers.add(++written[writer][account]);
          }
          Collections.shuffle(numbers, random);
          numbers.forEach(
              number -> publisher.publish(Accounts.counted(id(account), writer, number)));
          publisher.flush();
          if (tokens) {
            readBack(id(account), writer, written[writer][account], found);
          }
        }
      }
    }

    private void readBack(String account, int writer, long number, Found found) throws Exception {
      String token = Accounts.token(account, writer, number);
      Map<Integer, Long> least = Map.of(writer, number);
      found.require(reads.row(account, token), least, "the row of " + account);
      found.rows.incrementAndGet();
      found.require(reads.account(account, token), least, account);
      found.accounts.incrementAndGet();
    }
  }

  private static String id(int account) {
    return "account-" + account;
  }

  private void withToken(Random random, Found found) throws Exception {
    String account = id(random.nextInt(ACCOUNTS));
    Reads.Shown seen = shown(account);
    if (seen != null) {
      found.accounts.incrementAndGet();
      found.require(reads.row(account, seen.token()), seen.counts(), "the row of " + account);
      found.rows.incrementAndGet();
    }
  }

  private void withoutToken(Random random, Found found) throws Exception {
    String account = id(random.nextInt(ACCOUNTS));
    Reads.Shown seen = shown(account);
    if (seen != null) {
      found.require(reads.row(account, null), seen.counts(), "the row of " + account);
      found.rows.incrementAndGet();
    }
  }

  /** Waits until the projection has come as far as the topic had, as one number. */
  private void withPosition(Random random, Found found) throws Exception {
    String account = id(random.nextInt(ACCOUNTS));
    Reads.Shown seen = shown(account);
    if (seen != null) {
      long position = topicPosition();
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (projectionPosition() < position) {
        if (System.nanoTime() > deadline) {
          return;
        }
        Thread.sleep(5);
      }
      found.require(reads.row(account, null), seen.counts(), "the row of " + account);
      found.rows.incrementAndGet();
    }
  }

  /** Null before its first event. */
  private Reads.Shown shown(String account) throws Exception {
    try {
      return reads.account(account, null);
    } catch (IllegalStateException unknown) {
      return null;
    }
  }

  /** Without the marker that ends a transaction. */
  private long topicPosition() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      return Collections.max(consumer.endOffsets(partitions(consumer)).values()) - 1;
    }
  }

  private long projectionPosition() throws Exception {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery("select max(\"offset\") from projection_offset")) {
      result.next();
      return result.getLong(1);
    }
  }

  private void execute(String statement) throws Exception {
    try (Connection connection = dataSource.getConnection();
        Statement executed = connection.createStatement()) {
      executed.execute(statement);
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers", services.bootstrapServers(), "isolation.level", "read_committed"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
    return consumer.partitionsFor(Accounts.STATES).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  /** What was announced under a version is what that version is, to the byte, ever after. */
  private void requirePastStates() throws Exception {
    List<ConsumerRecord<byte[], byte[]>> announced = announcements();
    Random random = new Random(1);
    int events = 0;
    for (int i = 0; i < PAST_POINTS; i++) {
      ConsumerRecord<byte[], byte[]> one = announced.get(random.nextInt(announced.size()));
      String account = new String(one.key(), StandardCharsets.UTF_8);
      JsonNode value = new com.fasterxml.jackson.databind.ObjectMapper().readTree(one.value());
      long version = value.get("version").longValue();
      String path = "/aggregates/" + Accounts.TYPE + "/" + account;
      assertArrayEquals(one.value(), reads.raw(path + "?version=" + version), account);
      if (i % 10 == 0) {
        JsonNode page = reads.json(path + "/events?limit=3&from=" + version);
        assertEquals(version, page.at("/items/0/version").longValue());
        events += page.get("items").size();
      }
    }
    System.out.printf(
        "%,d of %,d announcements are what their versions are, %d events%n",
        PAST_POINTS, announced.size(), events);
  }

  private List<ConsumerRecord<byte[], byte[]>> announcements() {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      int empty = 0;
      while (empty < 10) {
        int before = records.size();
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        empty = records.size() == before ? empty + 1 : 0;
      }
    }
    return records;
  }
}
