package io.tidemark.persistence.operations;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.domain.definition.GapPolicy;
import io.tidemark.domain.envelope.DeadLetter;
import io.tidemark.domain.envelope.Position;
import io.tidemark.domain.sequencing.Gap;
import io.tidemark.persistence.Schema;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OperationsTablesIT {
  private static final GapPolicy POLICY =
      new GapPolicy(Duration.ofSeconds(30), GapPolicy.Then.SKIP, 1_000);

  private static EmbeddedPostgres postgres;
  private static HikariDataSource dataSource;

  private final OperationsTables tables = new OperationsTables(dataSource);
  private final DeadLetterTable letters = new DeadLetterTable(dataSource);
  private final OperationsQueries queries = new OperationsQueries(dataSource);
  private final PartitionOwnerTable owners = new PartitionOwnerTable(dataSource, "cart");

  @BeforeAll
  static void startPostgres() throws Exception {
    postgres = EmbeddedPostgres.builder().start();
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.getJdbcUrl("postgres", "postgres"));
    config.setMaximumPoolSize(4);
    dataSource = new HikariDataSource(config);
    Schema.migrate(dataSource);
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    dataSource.close();
    postgres.close();
  }

  @BeforeEach
  void empty() throws Exception {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "truncate dead_letter, settled_letter, open_gap, partition_owner, republication");
    }
  }

  @Test
  void anInterruptedRepublicationGoesOnWhereItStood() throws Exception {
    execute("truncate event_journal cascade");
    for (String id : List.of("cart|a", "cart|b", "cart|c", "cart-line|x", "car|y")) {
      for (int row = 1; row <= 2; row++) {
        execute(
            "insert into event_journal (persistence_id, sequence_number, writer, event_ser_id,"
                + " event_ser_manifest, event_payload) values ('%s', %d, 'w', 1, '', '')"
                    .formatted(id, row));
      }
    }
    Republications runs = new Republications(dataSource);
    assertTrue(runs.progress("cart").isEmpty());
    Republications.Run killed = runs.begin("cart").orElseThrow();
    runs.count(killed);
    assertTrue(runs.begin("cart").isEmpty(), "one at a time");
    assertTrue(runs.begin("cart-line").isPresent(), "of each type");
    assertEquals(List.of("cart|a", "cart|b"), runs.next(killed, 2));
    assertTrue(runs.advance(killed.at("cart|b"), 2, false));

    execute("update republication set updated_at = now() - interval '1 minute'");
    assertTrue(runs.progress("cart").orElseThrow().interrupted());
    Republications.Run second = runs.begin("cart").orElseThrow();
    assertEquals(Optional.of(3L), runs.progress("cart").orElseThrow().total());
    assertEquals(List.of("cart|c"), runs.next(second, 2));
    assertFalse(runs.advance(killed.at("cart|c"), 1, true), "it was taken over");
    assertTrue(runs.advance(second.at("cart|c"), 1, true));
    assertEquals("c", second.aggregateId("cart|c"));
    Republications.Progress done = runs.progress("cart").orElseThrow();
    assertEquals(3, done.sent());
    assertTrue(done.finishedAt().isPresent() && !done.interrupted());

    Republications.Run anew = runs.begin("cart").orElseThrow();
    assertEquals(3, runs.next(anew, 7).size());
    assertEquals(0, runs.progress("cart").orElseThrow().sent());
  }

  private static void execute(String sql) throws Exception {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void severalNodesThatStartTogetherMakeOneSchema() throws Exception {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create database fresh");
    }
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.getJdbcUrl("postgres", "fresh"));
    config.setMaximumPoolSize(16);
    try (HikariDataSource fresh = new HikariDataSource(config)) {
      CompletableFuture<?>[] nodes = new CompletableFuture<?>[6];
      for (int i = 0; i < nodes.length; i++) {
        nodes[i] =
            CompletableFuture.runAsync(
                () -> Schema.migrate(fresh), task -> new Thread(task).start());
      }
      CompletableFuture.allOf(nodes).get();
      assertEquals(Map.of(), new PartitionOwnerTable(fresh, "cart").of(Set.of(0)));
    }
  }

  @Test
  void aLetterThatIsReadAgainStaysAsItIs() {
    tables.keep(List.of(letter("in-0-7", 1_000)));
    tables.keep(List.of(letter("in-0-7", 1_000), letter("in-0-8", 1_000)));
    assertEquals(List.of("in-0-7", "in-0-8"), ids());
    tables.keepAgain(List.of(letter("in-0-7", 1_000)));
    assertEquals(2, queries.deadLetter("in-0-7").orElseThrow().get("attempts").asInt());
  }

  @Test
  void aLetterThatWasSettledIsNoneWhenItIsReadAgain() {
    tables.keep(List.of(letter("in-0-7", 1_000), letter("in-0-8", 1_000), letter("in-0-9", 1_000)));
    tables.forget(List.of("in-0-7"));
    letters.delete("in-0-8");
    tables.keep(List.of(letter("in-0-7", 1_000), letter("in-0-8", 1_000)));
    tables.keepAgain(List.of(letter("in-0-7", 1_000)));
    assertEquals(List.of("in-0-9"), ids());
    // A topic that was made anew has the same positions, and other records there.
    tables.keep(List.of(letter("in-0-7", 2_000)));
    assertEquals(List.of("in-0-7", "in-0-9"), ids());
  }

  @Test
  void lettersOfAllKindsAreKeptTogether() {
    DeadLetter full =
        new DeadLetter(
            "in-1-3",
            "cart",
            "c\0art, {\"1\"}",
            "/till",
            4L,
            "bad-field",
            "at /total: \0",
            new Position("in", 1, 3),
            1_767_225_600_123L,
            new byte[] {0, -1, 34, 92},
            new byte[300_000],
            List.of(new DeadLetter.Header("ce_id", new byte[] {(byte) 0xff, 0})),
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    tables.keep(List.of(letter("in-0-7", 1_000), full, letter("in-0-7", 1_000)));
    assertEquals(List.of("in-0-7", "in-1-3"), ids());
    DeadLetter found = letters.find("in-1-3").orElseThrow();
    assertEquals("cart, {\"1\"}", found.aggregateId());
    assertEquals(4L, found.sequence());
    assertEquals(full.time(), found.time());
    assertArrayEquals(full.key(), found.key());
    assertArrayEquals(full.value(), found.value());
    assertArrayEquals(full.headers().get(0).value(), found.headers().get(0).value());
    assertNull(letters.find("in-0-7").orElseThrow().key());
  }

  @Test
  void aRecordOfAnImpossibleTimeIsKept() {
    tables.keep(List.of(letter("in-0-7", Long.MAX_VALUE), letter("in-0-8", 0)));
    assertEquals(List.of("in-0-7", "in-0-8"), ids());
    letters.delete("in-0-7");
    tables.keep(List.of(letter("in-0-7", Long.MAX_VALUE)));
    assertEquals(List.of("in-0-8"), ids(), "it is recognised");
  }

  @Test
  void onlyTheOwnerPutsGapsOnRecord() {
    owners.replace(Set.of(0, 1), Map.of(), "first");
    tables.replaceGaps("cart", gap("a"), POLICY, Set.of(0, 1), "first");
    assertEquals(Set.of("a"), tables.aggregatesWithGaps("cart"));
    ObjectNode row = queries.gaps("", "", "", 0, 10).get(0);
    assertEquals("{\"topic\":\"in\",\"partition\":0,\"offset\":9}", row.get("after").toString());
    assertTrue(row.get("before").isNull());
    assertEquals(4, row.get("waiting").intValue());
    tables.keep(List.of(letter("in-0-7", 1_000)));
    OpenMatters open = queries.open("cart");
    assertEquals(List.of(1L, 4L, 1L), List.of(open.gaps(), open.waiting(), open.deadLetters()));
    assertTrue(open.oldest().toDays() > 365, "since 1970");
    assertEquals(OpenMatters.NONE, queries.open("order"));
    assertEquals(Set.of(1), owners.replace(Set.of(1), owners.of(Set.of(1)), "second"));
    assertThrows(
        IllegalStateException.class,
        () -> tables.replaceGaps("cart", Map.of("a", List.of()), POLICY, Set.of(0, 1), "first"));
    assertEquals(Set.of("a"), tables.aggregatesWithGaps("cart"));
    tables.replaceGaps("cart", Map.of("a", List.of()), POLICY, Set.of(0), "first");
    assertEquals(Set.of(), tables.aggregatesWithGaps("cart"));
  }

  @Test
  void ownersChangeOnlyFromTheExpectedOne() {
    assertEquals(Set.of(0, 1), owners.replace(Set.of(0, 1), Map.of(), "first"));
    assertEquals(Map.of(0, "first", 1, "first"), owners.of(Set.of(0, 1, 2)));
    assertEquals(Set.of(), owners.replace(Set.of(0), Map.of(), "second"));
    assertEquals(Set.of(), owners.replace(Set.of(0), Map.of(0, "other"), "second"));
    owners.release(Set.of(0, 1), "second");
    assertEquals(Map.of(0, "first", 1, "first"), owners.of(Set.of(0, 1)));
    owners.release(Set.of(0), "first");
    assertEquals(Map.of(1, "first"), owners.of(Set.of(0, 1)));
    assertEquals(Set.of(0), owners.replace(Set.of(0, 1), Map.of(), "second"));
    assertEquals(Map.of(), new PartitionOwnerTable(dataSource, "order").of(Set.of(0, 1)));
  }

  private List<String> ids() {
    return queries.deadLetters("", 10).stream().map(row -> row.get("id").textValue()).toList();
  }

  private static Map<String, List<Gap>> gap(String id) {
    return Map.of(
        id, List.of(new Gap("/s", 2, 3, Instant.EPOCH, false, null, new Position("in", 0, 9), 4)));
  }

  private static DeadLetter letter(String id, long time) {
    return new DeadLetter(
        id,
        "cart",
        null,
        null,
        null,
        "unreadable",
        "not JSON",
        new Position("in", 0, 7),
        time,
        null,
        new byte[] {1},
        List.of(),
        null);
  }
}
