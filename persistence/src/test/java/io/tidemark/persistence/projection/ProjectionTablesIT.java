package io.tidemark.persistence.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.persistence.Schema;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProjectionTablesIT {
  private static EmbeddedPostgres postgres;
  private static HikariDataSource dataSource;

  private ProjectionTables carts;

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
  void dropTables() throws Exception {
    execute("drop table if exists projection_carts");
    execute("drop table if exists rebuilding_carts");
    execute("drop table if exists \"projection_Every type\"");
    carts = new ProjectionTables(dataSource, Definitions.carts(), "shop.cart-state");
  }

  @Test
  void keepsRowsAndOffsetsAcrossOpenings() throws Exception {
    ProjectionWriter writer = carts.open();
    assertEquals(Map.of(), writer.offsets(List.of(0, 1)));
    writer.write(List.of(row("a", 1, "{\"status\":\"OPEN\"}")), Map.of(0, 10L, 1, 5L));

    ProjectionWriter again = carts.open();
    assertEquals(Map.of(0, 10L, 1, 5L), again.offsets(List.of(0, 1, 2)));
    assertEquals(List.of("a"), ids(carts.query(ProjectionView.ROWS, List.of())));
  }

  @Test
  void keepsFewStatisticsOfColumnsAndOfExpressionsInIndexes() throws Exception {
    carts.open();

    // Minus one, or none from PostgreSQL 17 on, is the server's default.
    String unbounded =
        """
        select string_agg(attrelid::regclass || '.' || attname, ', ')
        from pg_attribute left join pg_index on indexrelid = attrelid and indexprs is not null
        where attnum > 0 and coalesce(attstattarget, -1) not between 0 and 25
          and 'projection_carts'::regclass in (attrelid, indrelid)
        """;
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(unbounded)) {
      assertTrue(found.next());
      assertNull(found.getString(1));
    }
  }

  @Test
  void letsOnlyNewerVersionsWin() throws Exception {
    ProjectionWriter writer = carts.open();
    writer.write(
        List.of(
            row("a", 2, "{\"status\":\"PAID\"}"),
            row("a", 3, "{\"status\":\"SHIPPED\"}"),
            row("a", 1, "{\"status\":\"OPEN\"}")),
        Map.of(0, 3L));
    writer.write(List.of(row("a", 2, "{\"status\":\"PAID\"}")), Map.of(0, 4L));

    ObjectNode item = carts.query(ProjectionView.ROWS, List.of()).items().get(0);
    assertEquals(3, item.get("version").asInt());
    assertEquals("SHIPPED", item.get("status").textValue());
    assertEquals(Map.of(0, 4L), writer.offsets(List.of(0)));
  }

  @Test
  void hidesTheDeletedAndShowsThemWhenTheyComeBack() throws Exception {
    ProjectionWriter writer = carts.open();
    writer.write(List.of(row("a", 1, "{\"status\":\"OPEN\"}")), Map.of(0, 1L));
    writer.write(List.of(new ProjectionRow("a", 2, true, null)), Map.of(0, 2L));
    assertEquals(List.of(), ids(carts.query(ProjectionView.ROWS, List.of())));

    writer.write(List.of(row("a", 1, "{\"status\":\"OPEN\"}")), Map.of(0, 3L));
    assertEquals(List.of(), ids(carts.query(ProjectionView.ROWS, List.of())));

    writer.write(List.of(row("a", 3, "{\"status\":\"OPEN\"}")), Map.of(0, 4L));
    assertEquals(List.of("a"), ids(carts.query(ProjectionView.ROWS, List.of())));
  }

  @Test
  void answersOnlyOnceTheRequiredRowIsThere() throws Exception {
    ProjectionWriter writer = carts.open();
    writer.write(List.of(row("a", 3, "{\"status\":\"OPEN\"}")), Map.of(0, 1L));

    assertEquals(List.of("a"), required("a", 3, false));
    assertEquals(List.of("a"), required("a", 2, true));
    assertEquals(List.of("not yet"), required("a", 4, false));
    assertEquals(List.of("not yet"), required("a", 4, true));
    assertEquals(List.of("not yet"), required("b", 1, false));
    assertEquals(List.of("a"), required("b", 1, true), "forgotten after it was deleted");
    assertEquals(Map.of("a", 3L), carts.versions(List.of("a", "b")));
    writer.write(List.of(new ProjectionRow("a", 4, true, null)), Map.of(0, 2L));
    assertEquals(List.of(), required("a", 4, true));

    execute("drop table projection_carts");
    assertEquals(List.of("not yet"), required("a", 1, false));
    assertEquals(Map.of(), carts.versions(List.of("a")));
  }

  private List<String> required(String id, long version, boolean deleted) throws SQLException {
    return carts
        .query(ProjectionView.ROWS, List.of(), new RequiredRow(id, version, deleted))
        .map(ProjectionTablesIT::ids)
        .orElse(List.of("not yet"));
  }

  @Test
  void readsFromTheBeginningWhenTheTableWasDropped() throws Exception {
    ProjectionWriter before = carts.open();
    before.write(List.of(row("a", 1, "{}")), Map.of(0, 10L));
    execute("drop table projection_carts");

    assertThrows(SQLException.class, () -> carts.query(ProjectionView.ROWS, List.of()));
    assertThrows(
        SQLException.class, () -> before.write(List.of(row("b", 1, "{}")), Map.of(0, 11L)));
    assertThrows(ProjectionReplacedException.class, () -> before.write(List.of(), Map.of(0, 11L)));

    ProjectionWriter after = carts.open();
    assertEquals(Map.of(), after.offsets(List.of(0)));
    // The old writer must not lend its offsets to the new table.
    assertThrows(
        ProjectionReplacedException.class,
        () -> before.write(List.of(row("b", 1, "{}")), Map.of(0, 11L)));
    assertEquals(Map.of(), after.offsets(List.of(0)));
    assertEquals(List.of(), ids(carts.query(ProjectionView.ROWS, List.of())));
  }

  @Test
  void servesTheFormerColumnsWhileOthersAreFilledBeside() throws Exception {
    carts.open().write(List.of(row("a", 1, "{\"status\":\"OPEN\"}")), Map.of(0, 10L));
    ProjectionDefinition changed =
        new ProjectionDefinition(
            "carts", Map.of("owner", Definitions.column("/owner", ColumnType.TEXT, true)));
    ProjectionTables tables = new ProjectionTables(dataSource, changed, "shop.cart-state");
    ProjectionWriter keeping = tables.open();
    assertTrue(tables.isOutdated());
    assertEquals(Map.of(0, 10L), keeping.offsets(List.of(0)));
    keeping.write(List.of(row("a", 2, "{\"status\":\"PAID\",\"owner\":\"o\"}")), Map.of(0, 11L));
    assertEquals("PAID", rows(tables).get(0).get("status").textValue());
    assertEquals(List.of("a"), ids(rows(tables, "status", "PAID")));
    assertThrows(ProjectionRebuildingException.class, () -> rows(tables, "owner", "o"));
    assertThrows(InvalidQueryException.class, () -> rows(tables, "colour", "red"));

    ProjectionWriter beside = tables.openRebuilding().orElseThrow();
    assertEquals(Map.of(), beside.offsets(List.of(0)));
    beside.write(List.of(row("a", 1, "{\"owner\":\"o\"}")), Map.of(0, 10L));
    assertEquals(1, tables.rebuildingBehind());
    assertFalse(tables.exchange(), "a row of before would be seen again");
    assertEquals(List.of("a"), ids(rows(tables, "status", "PAID")));
    ProjectionWriter resumed = tables.openRebuilding().orElseThrow();
    assertEquals(Map.of(0, 10L), resumed.offsets(List.of(0)), "it goes on where it stood");
    resumed.write(List.of(row("a", 2, "{\"owner\":\"o\"}")), Map.of(0, 12L));

    assertTrue(tables.exchange());
    assertEquals(List.of("a"), ids(rows(tables, "owner", "o")));
    assertFalse(tables.isOutdated());
    assertFalse(tables.exchange());
    assertTrue(tables.openRebuilding().isEmpty());
    assertThrows(
        RuntimeException.class, () -> keeping.write(List.of(), Map.of(0, 13L)), "it was replaced");
    assertEquals(Map.of(0, 12L), tables.open().offsets(List.of(0)));
  }

  @Test
  void connectionsForgetWhatTheyPreparedForAFormerTable() throws Exception {
    String state = "{\"sum\":7}";
    ProjectionTables former = sums(ColumnType.BIGINT);
    former.open().write(List.of(row("a", 1, state)), Map.of(0, 1L));
    // Often enough that every connection has prepared the statement at the server.
    for (int time = 0; time < 100; time++) {
      assertEquals(1, rows(former).size());
      assertEquals(1, requiredRows(former).size());
    }
    ProjectionTables present = sums(ColumnType.TEXT);
    present.openRebuilding().orElseThrow().write(List.of(row("a", 1, state)), Map.of(0, 1L));
    assertTrue(present.exchange());
    for (int time = 0; time < 100; time++) {
      assertEquals("7", requiredRows(present).get(0).get("sum").textValue());
      assertEquals("7", rows(present).get(0).get("sum").textValue());
    }
  }

  /** As they are read for somebody who brings a token. */
  private static List<ObjectNode> requiredRows(ProjectionTables tables) throws SQLException {
    return tables
        .query(ProjectionView.ROWS, List.of(), new RequiredRow("a", 1, false))
        .orElseThrow()
        .items();
  }

  private static ProjectionTables sums(ColumnType type) {
    return new ProjectionTables(
        dataSource,
        new ProjectionDefinition("carts", Map.of("sum", Definitions.column("/sum", type, false))),
        "shop.cart-state");
  }

  @Test
  void anotherNodeNoticesThatTablesWereExchanged() throws Exception {
    carts.open().write(List.of(row("a", 1, "{}")), Map.of(0, 1L));
    ProjectionDefinition changed =
        new ProjectionDefinition(
            "carts", Map.of("owner", Definitions.column("/owner", ColumnType.TEXT, true)));
    ProjectionTables one = new ProjectionTables(dataSource, changed, "shop.cart-state");
    ProjectionTables other = new ProjectionTables(dataSource, changed, "shop.cart-state");
    assertTrue(other.isOutdated());
    one.openRebuilding()
        .orElseThrow()
        .write(List.of(row("a", 1, "{\"owner\":\"o\"}")), Map.of(0, 1L));
    assertTrue(one.exchange());

    ObjectNode row = other.query(ProjectionView.ROWS, List.of()).items().get(0);
    assertEquals("o", row.get("owner").textValue());
    assertFalse(row.has("status"));
  }

  private static List<ObjectNode> rows(ProjectionTables tables, String... condition)
      throws SQLException {
    return tables
        .query(
            ProjectionView.ROWS,
            condition.length == 0 ? List.of() : List.of(Map.entry(condition[0], condition[1])))
        .items();
  }

  private static List<String> ids(List<ObjectNode> rows) {
    return rows.stream().map(item -> item.get("id").textValue()).toList();
  }

  @Test
  void holdsEveryTypeExactly() throws Exception {
    String state =
        """
        {"text":"it's \\u0000\\"quoted\\" \\\\ {1,2} \u00e4\ud83d\ude00","bigint":9223372036854775807,"integer":-2147483648,
         "numeric":12345678901234567890.123456789012345678900,"boolean":true,
         "timestamptz":"2026-01-31T12:00:00.123456+02:00","date":"2026-01-31",
         "jsonb":{"deep":[1.10,"x\\u0000y",null,{"\ud83d\ude00":12345678901234567890}]}}
        """;
    ProjectionTables tables =
        new ProjectionTables(dataSource, Definitions.everyType("Every type"), "t");
    ProjectionWriter writer = tables.open();
    writer.write(List.of(row("a", 1, state), row("b", 1, "{\"bigint\":\"x\"}")), Map.of(0, 1L));

    List<ObjectNode> items = tables.query(ProjectionView.ROWS, List.of()).items();
    ObjectNode full = items.get(0);
    assertEquals("it's \"quoted\" \\ {1,2} \u00e4\ud83d\ude00", full.get("a text").textValue());
    assertEquals("9223372036854775807", full.get("a bigint").asText());
    assertEquals("-2147483648", full.get("a integer").asText());
    assertEquals("12345678901234567890.123456789012345678900", full.get("a numeric").asText());
    assertTrue(full.get("a boolean").booleanValue());
    assertEquals("2026-01-31T10:00:00.123456Z", full.get("a timestamptz").textValue());
    assertEquals("2026-01-31", full.get("a date").textValue());
    assertEquals(
        "{\"deep\":[1.10,\"xy\",null,{\"\ud83d\ude00\":12345678901234567890}]}",
        full.get("a jsonb").toString());
    for (String column : tables.definition().columns().keySet()) {
      assertTrue(items.get(1).get(column).isNull(), column);
    }
    assertEquals(1, writer.unconvertible());

    for (Map.Entry<String, String> filter :
        List.of(
            Map.entry("a text", "it's \"quoted\" \\ {1,2} \u00e4\ud83d\ude00"),
            Map.entry("a bigint.gte", "9223372036854775807"),
            Map.entry("a integer", "-2147483648"),
            Map.entry("a numeric", "12345678901234567890.1234567890123456789"),
            Map.entry("a boolean", "true"),
            Map.entry("a timestamptz", "2026-01-31T10:00:00.123456Z"),
            Map.entry("a date.lte", "2026-01-31"),
            Map.entry("a jsonb", full.get("a jsonb").toString()))) {
      assertEquals(
          List.of("a"), ids(tables.query(ProjectionView.ROWS, List.of(filter))), filter.getKey());
    }
  }

  @Test
  void isNotStoppedByValuesTooLongForAnIndex() throws Exception {
    StringBuilder noise = new StringBuilder("\u00e4".repeat(199));
    new Random(1).ints(20_000, 'a', 'z').forEach(noise::appendCodePoint);
    String random = noise.toString();
    ObjectNode state = ExactJson.mapper().createObjectNode();
    state.put("customer", random);
    ProjectionWriter writer = carts.open();
    writer.write(
        List.of(
            new ProjectionRow("a", 1, false, state),
            row("b".repeat(3_000), 1, "{}"),
            row("c", 1, "{\"customer\":\"" + "\u00e4".repeat(199) + "\"}")),
        Map.of(0, 3L));

    assertEquals(List.of("c", "a"), ids(query("sort", "customer")));
    assertEquals(List.of("a"), ids(query("customer", random)));
    assertEquals(List.of("a"), ids(query("customer.gt", "\u00e4".repeat(199))));
    assertEquals(List.of("c"), ids(query("customer.lt", random)));
  }

  @Test
  void filtersByEachComparison() throws Exception {
    ProjectionWriter writer = carts.open();
    writer.write(
        List.of(
            row("a", 1, "{\"points\":1,\"customer\":\"B\"}"),
            row("b", 1, "{\"points\":2.0,\"customer\":\"a\"}"),
            row("c", 1, "{\"points\":3,\"customer\":\"\u00c4\"}"),
            row("d", 1, "{}")),
        Map.of(0, 4L));

    assertEquals(List.of("b"), ids(query("points", "2")));
    assertEquals(List.of("a", "c", "d"), ids(query("points.ne", "2")));
    assertEquals(List.of("c"), ids(query("points.gt", "2")));
    assertEquals(List.of("b", "c"), ids(query("points.gte", "2")));
    assertEquals(List.of("a"), ids(query("points.lt", "2")));
    assertEquals(List.of("a", "b"), ids(query("points.lte", "2")));
    assertEquals(List.of("b"), ids(query("points.gt", "1", "points.lt", "3")));
    assertEquals(List.of("b", "c"), ids(query("customer.gt", "B")));
    assertEquals(List.of("b", "c", "d"), ids(query("id.gt", "a")));
    assertEquals(List.of("a", "b", "c", "d"), ids(query("version", "1")));
    assertEquals(List.of(), ids(query("updated_at.lt", "2020-01-01T00:00:00Z")));
  }

  @Test
  void filtersByListsAndBeginnings() throws Exception {
    String last = Character.toString(Character.MAX_CODE_POINT);
    carts
        .open()
        .write(
            List.of(
                row("a", 1, "{\"points\":1,\"customer\":\"c-1\",\"status\":\"x_y\"}"),
                row("b", 1, "{\"points\":2.0,\"customer\":\"c-12\",\"status\":\"xzy\"}"),
                row("c", 1, "{\"points\":3,\"customer\":\"C-1\",\"status\":\"" + last + "z\"}"),
                row("d", 1, "{\"customer\":\"d,e\"}"),
                row("e", 1, "{\"customer\":\"" + "f".repeat(300) + "\"}")),
            Map.of(0, 4L));

    assertEquals(List.of("a", "b"), ids(query("points.in", "1,2,7")));
    assertEquals(List.of("b", "d"), ids(query("customer.in", "c-12,d\\,e")));
    assertEquals(List.of("a", "e"), ids(query("id.in", "a,e")));
    assertEquals(List.of("a", "b"), ids(query("customer.prefix", "c-1")));
    assertEquals(List.of("b"), ids(query("customer.prefix", "c-12")));
    assertEquals(List.of("a"), ids(query("status.prefix", "x_")));
    assertEquals(List.of("c"), ids(query("status.prefix", last)));
    assertEquals(List.of("e"), ids(query("customer.prefix", "f".repeat(299))));
    assertEquals(List.of(), ids(query("customer.prefix", "f".repeat(299) + "g")));
    assertEquals(List.of("b"), ids(query("id.prefix", "b")));
    assertEquals(5, query("customer.prefix", "").items().size());
    assertEquals(List.of("c", "b", "a", "e", "d"), ids(query("sort", "-points,-customer")));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void filtersJsonByWhatItContains(boolean index) throws Exception {
    ProjectionTables tables =
        new ProjectionTables(
            dataSource,
            new ProjectionDefinition(
                "carts", Map.of("raw", Definitions.column("/raw", ColumnType.JSONB, index))),
            "t");
    tables
        .open()
        .write(
            List.of(
                row("array", 1, "{\"raw\":[\"SUMMER\",\"5\",true,{\"a\":1,\"b\":2}]}"),
                row("numbers", 1, "{\"raw\":[5,6.50]}"),
                row("map", 1, "{\"raw\":{\"book\":{\"quantity\":3},\"pen\":1}}"),
                row("scalar", 1, "{\"raw\":5}"),
                row("none", 1, "{}")),
            Map.of(0, 4L));
    Map<String, List<String>> expected =
        Map.of(
            "SUMMER", List.of("array"),
            "\"SUMMER\"", List.of("array"),
            "SUM", List.of(),
            "5", List.of("array", "numbers"),
            "6.5", List.of("numbers"),
            "true", List.of("array"),
            "book", List.of("map"),
            "{\"a\":1}", List.of("array"),
            "{\"book\":{\"quantity\":3}}", List.of("map"),
            "?", List.of());
    for (Map.Entry<String, List<String>> each : expected.entrySet()) {
      List<Map.Entry<String, String>> filter = List.of(Map.entry("raw.contains", each.getKey()));
      assertEquals(each.getValue(), ids(tables.query(ProjectionView.ROWS, filter)), each.getKey());
    }
    assertEquals(
        List.of("scalar"),
        ids(tables.query(ProjectionView.ROWS, List.of(Map.entry("raw", "5.0")))));
    assertEquals(
        List.of("numbers"),
        ids(tables.query(ProjectionView.ROWS, List.of(Map.entry("raw", "[5,6.5]")))));
  }

  @Test
  void countsAndGroups() throws Exception {
    carts
        .open()
        .write(
            List.of(
                row("a", 1, "{\"points\":1.5,\"status\":\"OPEN\",\"customer\":\"x\"}"),
                row("b", 1, "{\"points\":2,\"status\":\"OPEN\",\"customer\":\"Y\"}"),
                row("c", 1, "{\"points\":9223372036854775807,\"status\":\"PAID\"}"),
                row("d", 1, "{\"points\":9223372036854775807,\"status\":\"PAID\"}"),
                row("e", 1, "{}"),
                new ProjectionRow("f", 1, true, null)),
            Map.of(0, 4L));

    assertEquals("[{\"count\":5}]", view(ProjectionView.COUNT).items().toString());
    assertEquals(
        "[{\"count\":2}]", view(ProjectionView.COUNT, "status", "OPEN").items().toString());
    String[] question = {"by", "status", "sum", "points,version", "min", "customer", "limit", "2"};
    ProjectionPage first = view(ProjectionView.GROUPS, question);
    assertEquals(
        "[{\"value\":\"OPEN\",\"count\":2,\"sum\":{\"points\":3.5,\"version\":2},"
            + "\"min\":{\"customer\":\"Y\"}}, "
            + "{\"value\":\"PAID\",\"count\":2,\"sum\":{\"points\":18446744073709551614,"
            + "\"version\":2},\"min\":{\"customer\":null}}]",
        first.items().toString());
    List<String> next = new ArrayList<>(List.of(question));
    next.addAll(List.of("cursor", first.next().orElseThrow()));
    ProjectionPage second = view(ProjectionView.GROUPS, next.toArray(String[]::new));
    assertEquals(
        "[{\"value\":null,\"count\":1,\"sum\":{\"points\":null,\"version\":1},"
            + "\"min\":{\"customer\":null}}]",
        second.items().toString());
    assertEquals(Optional.empty(), second.next());
    assertEquals(1, view(ProjectionView.GROUPS, "by", "open").items().size());
  }

  private ProjectionPage view(ProjectionView view, String... parameters) throws SQLException {
    List<Map.Entry<String, String>> entries = new ArrayList<>();
    for (int index = 0; index < parameters.length; index += 2) {
      entries.add(Map.entry(parameters[index], parameters[index + 1]));
    }
    return carts.query(view, entries);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "-id",
        "points",
        "-points",
        "customer",
        "-customer",
        "version",
        "updated_at",
        "customer,-points",
        "-version,customer,-id",
        "points,-version,status"
      })
  void pagesOverTiesAndNullsWithoutGapsOrRepetitions(String sort) throws Exception {
    List<ProjectionRow> rows = new ArrayList<>();
    for (int index = 0; index < 53; index++) {
      rows.add(
          row(
              "id-" + index,
              index % 3,
              index % 5 == 0
                  ? "{}"
                  : "{\"points\":%d.5,\"customer\":\"c%d\"}".formatted(index % 4, index % 3)));
    }
    carts.open().write(rows, Map.of(0, 53L));
    List<String> whole = ids(query("sort", sort, "limit", "1000"));

    List<String> paged = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      ProjectionPage page =
          cursor.isPresent()
              ? query("sort", sort, "limit", "7", "cursor", cursor.get())
              : query("sort", sort, "limit", "7");
      paged.addAll(ids(page));
      cursor = page.next();
    } while (cursor.isPresent());

    assertEquals(whole, paged);
    Set<String> distinct = new HashSet<>(paged);
    assertEquals(53, distinct.size());
    if (sort.endsWith("points")) {
      List<ObjectNode> items = query("sort", sort, "limit", "1000").items();
      assertFalse(items.get(0).get("points").isNull());
      assertTrue(items.get(52).get("points").isNull());
    }
  }

  @Test
  void endsWithoutACursorWhenAPageIsExactlyFull() throws Exception {
    carts.open().write(List.of(row("a", 1, "{}"), row("b", 1, "{}")), Map.of(0, 2L));

    assertEquals(Optional.empty(), query("limit", "2").next());
    assertTrue(query("limit", "1").next().isPresent());
  }

  @Test
  void refusesNamesThatPostgresOrQueriesHaveTaken() {
    for (String column : List.of("id", "deleted", "x".repeat(64))) {
      ProjectionDefinition definition =
          new ProjectionDefinition(
              "p", Map.of(column, Definitions.column("/x", ColumnType.TEXT, false)));
      assertThrows(
          IllegalArgumentException.class,
          () -> new ProjectionTables(dataSource, definition, "t"),
          column);
    }
  }

  private ProjectionPage query(String... parameters) throws SQLException {
    return view(ProjectionView.ROWS, parameters);
  }

  private static ProjectionRow row(String id, long version, String state) throws Exception {
    JsonNode json = ExactJson.mapper().readTree(state);
    return new ProjectionRow(id, version, false, json);
  }

  private static List<String> ids(ProjectionPage page) {
    return ids(page.items());
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
