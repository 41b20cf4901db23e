package io.tidemark.load.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.app.wiring.JdbcProjectionRepository;
import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.domain.definition.ProjectionDefinition.Column;
import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import io.tidemark.load.Eventually;
import io.tidemark.load.services.EmbeddedServices;
import io.tidemark.persistence.Schema;
import io.tidemark.persistence.projection.ProjectionTables;
import io.tidemark.persistence.projection.ProjectionView;
import io.tidemark.streams.projection.ProjectionRepository;
import io.tidemark.streams.projection.ProjectionSettings;
import io.tidemark.streams.projection.ProjectionStream;
import io.tidemark.streams.projection.StateRow;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.pekko.actor.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A projection between a real Kafka and a real PostgreSQL. */
final class ProjectionStreamIT {
  private static final int AGGREGATES = 1_000;
  private static final int VERSIONS = 10;
  private static final int PARTITIONS = 3;

  private static final Queue<Exception> UNSENT = new ConcurrentLinkedQueue<>();

  private static EmbeddedServices services;
  private static HikariDataSource dataSource;
  private static KafkaProducer<byte[], byte[]> producer;
  private static ActorSystem system;

  @BeforeAll
  static void start() {
    services = EmbeddedServices.start(EmbeddedServices.Options.temporary());
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(services.jdbcUrl());
    config.setMaximumPoolSize(4);
    dataSource = new HikariDataSource(config);
    Schema.migrate(dataSource);
    producer =
        new KafkaProducer<>(
            // One request at a time: when the first to a topic just made is refused and the second
            // taken, the first is refused until it expires (KAFKA-15591).
            Map.of(
                "bootstrap.servers",
                services.bootstrapServers(),
                "linger.ms",
                "5",
                "max.in.flight.requests.per.connection",
                "1"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    system =
        ActorSystem.create(
            "projections",
            ConfigFactory.parseString("pekko.actor.provider = local, pekko.loglevel = WARNING")
                .withFallback(ConfigFactory.load()));
  }

  @AfterAll
  static void stop() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
    producer.close();
    dataSource.close();
    services.close();
  }

  @Test
  void showsTheNewestVersionsAndIsFilledAnewWhenItsTableIsDropped() throws Exception {
    createTopic("carts-state");
    ProjectionTables tables = tables("carts", "carts-state");
    for (int version = 1; version <= VERSIONS; version++) {
      for (int aggregate = 0; aggregate < AGGREGATES; aggregate++) {
        send("carts-state", "cart-" + aggregate, Optional.of(event(aggregate, version, false)));
      }
    }
    send("carts-state", "cart-0", Optional.of(event(0, VERSIONS + 1, true)));
    send("carts-state", "cart-0", Optional.empty());
    send("carts-state", "stranger", Optional.of("no JSON"));
    send("carts-state", "stranger", Optional.of("{\"id\":\"stranger\"}"));
    flush();

    ProjectionStream stream = stream(tables, "carts", "carts-state");
    ProjectionStream.Running running = stream.start();
    await("all rows", () -> rows(tables) == AGGREGATES - 1 && oldest(tables) == VERSIONS);
    await("the strangers", () -> stream.progress().skipped() == 2);

    execute("drop table projection_carts");
    send("carts-state", "cart-1", Optional.of(event(1, VERSIONS + 1, false)));
    flush();
    await("all rows again", () -> rows(tables) == AGGREGATES - 1 && oldest(tables) == VERSIONS);
    await("the new version", () -> version(tables, "cart-1") == VERSIONS + 1);
    execute("drop table projection_carts");
    long sent = (long) AGGREGATES * VERSIONS + 5;
    // The rows last: while the table is missing this fails, and the old offsets do not count.
    await(
        "all records though nothing is sent",
        () -> read("carts") == sent && rows(tables) == AGGREGATES - 1);
    assertEquals(VERSIONS, oldest(tables));
    assertTrue(stream.progress().restarts() >= 2);
    assertTrue(!stream.progress().failing());
    running.stop().toCompletableFuture().get(20, TimeUnit.SECONDS);

    // A second start goes on where the rows stand.
    send("carts-state", "cart-2", Optional.of(event(2, VERSIONS + 1, false)));
    flush();
    ProjectionStream second = stream(tables, "carts", "carts-state");
    ProjectionStream.Running again = second.start();
    await("the last event", () -> version(tables, "cart-2") == VERSIONS + 1);
    assertEquals(1, second.progress().applied());
    again.stop().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void sharesItsPartitionsBetweenNodesAndTakesThemOver() throws Exception {
    createTopic("orders-state");
    ProjectionTables tables = tables("orders", "orders-state");
    ProjectionStream.Running first = stream(tables, "orders", "orders-state").start();
    ProjectionStream.Running second = stream(tables, "orders", "orders-state").start();
    for (int version = 1; version <= VERSIONS; version++) {
      for (int aggregate = 0; aggregate < AGGREGATES; aggregate++) {
        send("orders-state", "cart-" + aggregate, Optional.of(event(aggregate, version, false)));
      }
      if (version == VERSIONS / 2) {
        flush();
        await("some rows", () -> rows(tables) > 0);
        first.stop().toCompletableFuture().get(20, TimeUnit.SECONDS);
      }
    }
    flush();

    await("all rows", () -> rows(tables) == AGGREGATES && oldest(tables) == VERSIONS);
    second.stop().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void goesOnWithAllPartitionsWhenTheseMoveWhileTheDatabaseIsSlow() throws Exception {
    createTopic("slow-state");
    ProjectionTables tables = tables("slow", "slow-state");
    ProjectionStream.Running before = stream(tables, "slow", "slow-state").start();
    sendAll("slow-state", 1);
    await("rows of all partitions", () -> rows(tables) == AGGREGATES);
    before.stop().toCompletableFuture().get(20, TimeUnit.SECONDS);
    JdbcProjectionRepository repository = new JdbcProjectionRepository(tables);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    ProjectionStream.Running first =
        new ProjectionStream(
                system,
                settings("slow", "slow-state"),
                () -> slow(repository.open(), asked, answer))
            .start();
    assertTrue(asked.await(30, TimeUnit.SECONDS));
    // Somebody else is given partitions while it is still to be told where the rows stand.
    ProjectionStream.Running second = stream(tables, "slow", "slow-state").start();
    TimeUnit.SECONDS.sleep(4);
    answer.countDown();
    TimeUnit.SECONDS.sleep(2);
    second.stop().toCompletableFuture().get(20, TimeUnit.SECONDS);
    sendAll("slow-state", 2);
    await("all rows", () -> oldest(tables) == 2);
    first.stop().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static void sendAll(String topic, int version) {
    for (int aggregate = 0; aggregate < AGGREGATES; aggregate++) {
      send(topic, "cart-" + aggregate, Optional.of(event(aggregate, version, false)));
    }
    flush();
  }

  /** Tells offsets only when it is allowed to. */
  private static ProjectionRepository.Session slow(
      ProjectionRepository.Session session, CountDownLatch asked, CountDownLatch answer) {
    return new ProjectionRepository.Session() {
      @Override
      public Map<Integer, Long> offsets(Collection<Integer> partitions) throws Exception {
        asked.countDown();
        answer.await();
        return session.offsets(partitions);
      }

      @Override
      public void write(List<StateRow> rows, Map<Integer, Long> offsets) throws Exception {
        session.write(rows, offsets);
      }
    };
  }

  private static ProjectionTables tables(String name, String topic) {
    ProjectionDefinition definition =
        new ProjectionDefinition(
            name, Map.of("number", new Column(JsonPointer.compile("/n"), ColumnType.BIGINT, true)));
    return new ProjectionTables(dataSource, definition, topic);
  }

  private static ProjectionStream stream(ProjectionTables tables, String name, String topic) {
    return new ProjectionStream(
        system, settings(name, topic), new JdbcProjectionRepository(tables));
  }

  private static ProjectionSettings settings(String name, String topic) {
    return new ProjectionSettings(
        name,
        topic,
        "test-projection-" + name,
        services.bootstrapServers(),
        Map.of(),
        Duration.ofMillis(100),
        Duration.ofSeconds(1));
  }

  private static void createTopic(String topic) throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", (Object) services.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
    }
  }

  private static String event(int aggregate, int version, boolean deleted) {
    return "{\"type\":\"cart\",\"id\":\"cart-%d\",\"version\":%d,\"state\":{\"n\":%d},\"deleted\":%b}"
        .formatted(aggregate, version, aggregate, deleted);
  }

  private static void send(String topic, String key, Optional<String> value) {
    producer.send(
        new ProducerRecord<>(
            topic,
            key.getBytes(StandardCharsets.UTF_8),
            value.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null)),
        (sent, failure) -> {
          if (failure != null) {
            UNSENT.add(failure);
          }
        });
  }

  /** Sends what is waiting; a record that was lost on the way is no fault of the projection. */
  private static void flush() {
    producer.flush();
    assertEquals(List.of(), List.copyOf(UNSENT));
  }

  /** How many records the rows stand for: the topic begins at offset 0 and has no transactions. */
  private static long read(String projection) throws Exception {
    String sum = "select sum(\"offset\") from projection_offset where projection = '%s'";
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sum.formatted(projection))) {
      result.next();
      return result.getLong(1);
    }
  }

  private static int rows(ProjectionTables tables) throws Exception {
    return tables.query(ProjectionView.ROWS, List.of(Map.entry("limit", "1000"))).items().size();
  }

  private static long oldest(ProjectionTables tables) throws Exception {
    List<ObjectNode> items =
        tables
            .query(
                ProjectionView.ROWS, List.of(Map.entry("limit", "1"), Map.entry("sort", "version")))
            .items();
    return items.isEmpty() ? -1 : items.get(0).get("version").longValue();
  }

  private static long version(ProjectionTables tables, String id) throws Exception {
    List<ObjectNode> items =
        tables.query(ProjectionView.ROWS, List.of(Map.entry("id", id))).items();
    return items.isEmpty() ? -1 : items.get(0).get("version").longValue();
  }

  private static void execute(String sql) throws Exception {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** While a table is being made anew, looking fails. */
  private static void await(String what, Eventually.Condition condition) throws Exception {
    Eventually.awaitFound(
        what,
        Duration.ofSeconds(60),
        () -> {
          try {
            return condition.holds();
          } catch (Exception madeAnew) {
            throw new AssertionError(madeAnew);
          }
        });
  }
}
