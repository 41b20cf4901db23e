package io.tidemark.persistence.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.flow.FlowEvent;
import io.tidemark.persistence.Schema;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlowTableIT {
  private static EmbeddedPostgres postgres;
  private static HikariDataSource dataSource;

  private final FlowTable table = new FlowTable(dataSource);
  private final FlowReader reader = new FlowReader(dataSource);

  @BeforeAll
  static void startPostgres() throws Exception {
    postgres = EmbeddedPostgres.builder().start();
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.getJdbcUrl("postgres", "postgres"));
    config.setMaximumPoolSize(8);
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
    execute("truncate flow_event");
  }

  @Test
  void answersAFlowInCausalOrder() throws Exception {
    FlowEvent first = event("flow", "a", null, 30);
    FlowEvent second = event("flow", "b", "a", 10);
    FlowEvent announced =
        new FlowEvent(
            "flow", "b", true, "cart", "1", "/t", 1, "cart/1/1", "st", 10, "out", null, null);
    table.keep(List.of(announced, second, event("other", "x", null, 1)));
    table.keep(List.of(first));

    assertEquals(List.of(first, second, announced), reader.read(flow("flow")));
    assertEquals(List.of(), reader.read(flow("flo")));
  }

  @Test
  void keepsEachEventOnce() throws Exception {
    FlowEvent event = event("flow", "a", null, 1);
    table.keep(List.of(event, event));
    table.keep(List.of(event));

    assertEquals(List.of(event), reader.read(flow("flow")));
  }

  @Test
  void pagesThroughAFlowWithoutLossWhileItGrows() throws Exception {
    List<FlowEvent> events = new ArrayList<>();
    for (int number = 0; number < 25; number++) {
      events.add(event("flow", "e" + number, number == 0 ? null : "e" + (number - 1), -number));
    }
    table.keep(events);
    List<FlowEvent> found = new ArrayList<>();
    Optional<FlowQuery.Position> after = Optional.empty();
    for (int page = 0; page < 3; page++) {
      List<FlowEvent> items = reader.read(flow("flow", 10, after));
      assertEquals(page < 2 ? 11 : 5, items.size());
      List<FlowEvent> shown = items.subList(0, Math.min(10, items.size()));
      found.addAll(shown);
      after = Optional.of(FlowQuery.Position.of(shown.get(shown.size() - 1)));
      // It comes at the very beginning, which was given already.
      table.keep(List.of(event("flow", "early" + page, null, -1_000)));
    }

    assertEquals(events, found);
  }

  @Test
  void saysThatAPlaceIsGone() {
    FlowQuery.Position gone = FlowQuery.Position.of(event("flow", "gone", null, 1));

    assertThrows(
        FlowReader.GoneException.class, () -> reader.read(flow("flow", 10, Optional.of(gone))));
  }

  @Test
  void answersAVeryLargeFlowByTime() throws Exception {
    List<FlowEvent> events = new ArrayList<>();
    int size = FlowReader.LARGEST_FLOW + 1;
    for (int number = 0; number < size; number++) {
      events.add(event("large", "e" + number, "e" + (number + 1), number));
    }
    table.keep(events);

    List<FlowEvent> page = reader.read(flow("large", 3, Optional.empty()));
    assertEquals(events.subList(0, 4), page);
    assertEquals(
        events.subList(3, 7),
        reader.read(flow("large", 3, Optional.of(FlowQuery.Position.of(page.get(2))))));
  }

  @Test
  void findsByIdTypeAndTime() throws Exception {
    FlowEvent one = event("f", "one", null, 10);
    FlowEvent two = event("g", "two", null, 20);
    table.keep(List.of(one, two));

    assertEquals(List.of(two), reader.read(query(Optional.of("two"), 0, 100)));
    assertEquals(List.of(one), reader.read(query(Optional.empty(), 0, 20)));
    assertEquals(List.of(two), reader.read(query(Optional.empty(), 20, 21)));
    assertEquals(List.of(), reader.read(query(Optional.of("one"), 11, 100)));
  }

  @Test
  void keepsTextsOfAnyKindAndLength() throws Exception {
    String odd = "\u0000\ud800" + "x".repeat(100_000);
    FlowEvent event =
        new FlowEvent(
            odd, odd, false, "cart", odd, "s", Event.NO_SEQUENCE, odd, odd, 1, "topic", 0, 1L);
    table.keep(List.of(event));

    List<FlowEvent> found = reader.read(flow(odd));
    assertEquals(1, found.size());
    assertEquals(Event.NO_SEQUENCE, found.get(0).sequence());
    assertEquals(FlowQuery.Position.of(event), FlowQuery.Position.of(found.get(0)));
  }

  @Test
  void forgetsWhatIsOld() throws Exception {
    table.keep(List.of(event("flow", "old1", null, 1), event("flow", "old2", null, 2)));
    execute("update flow_event set recorded_at = now() - interval '3 days'");
    FlowEvent young = event("flow", "young", null, 3);
    table.keep(List.of(young));

    assertEquals(0, table.forget(Duration.ofDays(4), 10));
    assertEquals(1, table.forget(Duration.ofDays(2), 1));
    assertEquals(1, table.forget(Duration.ofDays(2), 10));
    assertEquals(List.of(young), reader.read(flow("flow")));
  }

  @Test
  void nodesThatKeepTheSameEventsDoNotWaitForEachOther() {
    List<FlowEvent> events = new ArrayList<>();
    for (int number = 0; number < 500; number++) {
      events.add(event("f" + number, "e" + number, null, number));
    }
    List<CompletableFuture<Void>> nodes = new ArrayList<>();
    for (int node = 0; node < 6; node++) {
      List<FlowEvent> own = new ArrayList<>(events);
      java.util.Collections.shuffle(own, new java.util.Random(node));
      nodes.add(CompletableFuture.runAsync(() -> table.keep(own)));
    }
    CompletableFuture.allOf(nodes.toArray(CompletableFuture<?>[]::new)).join();
    assertTrue(nodes.stream().noneMatch(CompletableFuture::isCompletedExceptionally));
  }

  @Test
  void looksFlowsAndIdsUpByTheirIndexes() throws Exception {
    List<FlowEvent> events = new ArrayList<>();
    for (int number = 0; number < 5_000; number++) {
      events.add(event("f" + number, "e" + number, null, number));
    }
    table.keep(events);
    execute("analyze flow_event");

    assertTrue(plan("flow = '00000000-0000-0000-0000-000000000000'").contains("flow_event_pkey"));
    assertTrue(plan("event_id = 'e1'").contains("flow_event_id_idx"));
    assertTrue(plan("time >= 4990").contains("flow_event_time_idx"));
  }

  private static String plan(String condition) throws Exception {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet lines =
            statement.executeQuery("explain select * from flow_event where " + condition)) {
      StringBuilder plan = new StringBuilder();
      while (lines.next()) {
        plan.append(lines.getString(1)).append('\n');
      }
      return plan.toString();
    }
  }

  private static FlowQuery flow(String correlationId) {
    return flow(correlationId, 100, Optional.empty());
  }

  private static FlowQuery flow(
      String correlationId, int limit, Optional<FlowQuery.Position> after) {
    return new FlowQuery(
        Optional.of(correlationId),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        limit,
        after);
  }

  private static FlowQuery query(Optional<String> id, long from, long to) {
    return new FlowQuery(
        Optional.empty(),
        id,
        Optional.of("type"),
        OptionalLong.of(from),
        OptionalLong.of(to),
        100,
        Optional.empty());
  }

  private static FlowEvent event(String flow, String id, String cause, long time) {
    return new FlowEvent(
        flow, cause, false, "cart", "1", "s", time, id, "type", time, "topic", 3, 42L);
  }

  private static void execute(String sql) throws Exception {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
