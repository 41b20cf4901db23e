package io.tidemark.persistence.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import io.tidemark.persistence.projection.ProjectionQuery.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ProjectionQueryParserTest {

  @Test
  void readsFiltersSortAndLimit() {
    ProjectionQuery query = parse("status", "OPEN", "points.gte", "1.5", "sort", "-points");

    assertEquals(2, query.filters().size());
    assertEquals(Comparison.EQUAL, query.filters().get(0).comparison());
    assertEquals(Comparison.GREATER_OR_EQUAL, query.filters().get(1).comparison());
    assertEquals(List.of("points desc", "id"), order(query));
    assertEquals(50, query.limit());
  }

  @Test
  void bindsEveryValue() {
    String hostile = "x' or 1=1; drop table projection_carts; --";
    ProjectionSelect select =
        ProjectionSelect.of(
            new ProjectionTable(Definitions.carts(), "topic"), parse("status", hostile));

    assertEquals(List.of(hostile), select.values());
    assertTrue(!select.sql().contains("drop"), select.sql());
  }

  @Test
  void namesTheKnownColumnsWhenOneIsUnknown() {
    assertRefused("customer, status, points", "colour", "red");
    assertRefused("customer, status, points", "status.like", "O%");
    assertRefused("customer, status, points", "sort", "colour");
    assertRefused("no order", "sort", "-raw");
  }

  @Test
  void takesWhatItSaysItTakesAndNothingElse() {
    ProjectionDefinition carts = Definitions.carts();
    Set<String> told = new HashSet<>();
    String before = "";
    for (ProjectionParameter condition :
        ProjectionParameter.conditions(carts, ProjectionView.ROWS)) {
      told.add(condition.name());
      String value =
          switch (condition.type().orElse(ColumnType.TEXT)) {
            case BIGINT, INTEGER, NUMERIC, JSONB -> "1";
            case BOOLEAN -> "true";
            case TIMESTAMPTZ -> "2026-01-31T12:00:00Z";
            case DATE -> "2026-01-31";
            case TEXT -> "x";
          };
      // The values of a list are of the type that stood before it.
      value = condition.name().endsWith(".in") ? before : value;
      before = value;
      assertEquals(1, parse(condition.name(), value).filters().size(), condition.name());
    }
    for (String column : carts.columns().keySet()) {
      for (Comparison comparison : Comparison.values()) {
        String name = column + "." + comparison.suffix();
        if (!told.contains(name)) {
          assertRefused("takes only", name, "1");
        }
      }
    }
    ProjectionParameter.sortable(carts).forEach(column -> parse("sort", "-" + column));
  }

  @Test
  void saysWhatAColumnTakes() {
    assertRefused("points.gt takes a decimal number", "points.gt", "many");
    assertRefused("open takes true or false", "open", "1");
    assertRefused("takes only", "open.gt", "true");
    assertRefused("limit takes a whole number from 1 to 1000", "limit", "0");
    assertRefused("limit takes a whole number from 1 to 1000", "limit", "1001");
    assertRefused("given twice", "status", "A", "status", "B");
  }

  @Test
  void sortsBySeveralColumns() {
    assertEquals(List.of("status desc", "points", "id"), order(parse("sort", "-status,points")));
    assertEquals(List.of("status", "id desc"), order(parse("sort", "status,-id,points")));
    assertRefused("twice", "sort", "status,-status");
    assertRefused("at most 8", "sort", "a,b,c,d,e,f,g,h,i");
    assertRefused("takes columns", "sort", "");
  }

  @Test
  void readsListsOfValues() {
    assertEquals(
        List.of("A", "B,C", "\\", ""),
        parse("status.in", "A,B\\,C,\\\\,").filters().get(0).values());
    assertRefused("points.in takes a decimal number", "points.in", "1,x");
    assertRefused("at most 100 values", "status.in", "x,".repeat(100));
  }

  @Test
  void readsGroups() {
    ProjectionQuery query =
        parse(ProjectionView.GROUPS, "by", "status", "sum", "points", "max", "points,customer");
    assertEquals(List.of("status"), order(query));
    assertEquals(3, query.totals().size());
    for (String[] wrong :
        new String[][] {
          {"by is required"},
          {"no order", "by", "raw"},
          {"has no sum", "by", "status", "sum", "customer"},
          {"has no max", "by", "status", "max", "open"},
          {"others: by, sum, min, max, limit, cursor", "by", "status", "sort", "status"}
        }) {
      String[] parameters = Arrays.copyOfRange(wrong, 1, wrong.length);
      String message =
          assertThrows(InvalidQueryException.class, () -> parse(ProjectionView.GROUPS, parameters))
              .getMessage();
      assertTrue(message.contains(wrong[0]), message);
    }
    assertThrows(InvalidQueryException.class, () -> parse(ProjectionView.COUNT, "limit", "1"));
  }

  @Test
  void leavesParametersTheirNamesAndColumnsTheirs() {
    ProjectionDefinition definition =
        new ProjectionDefinition(
            "p", Map.of("limit", Definitions.column("/x", ColumnType.TEXT, false)));
    ProjectionQuery query =
        ProjectionQueryParser.parse(
            definition,
            ProjectionView.ROWS,
            List.of(Map.entry("limit", "7"), Map.entry("limit.eq", "x")));
    assertEquals(7, query.limit());
    assertEquals(1, query.filters().size());
  }

  @Test
  void takesBackItsOwnCursor() {
    ProjectionQuery query = parse("status", "OPEN", "sort", "-points");
    Position position = new Position(List.of(Optional.of("1.50"), Optional.of("c/1 \u00e4")));
    String cursor = ProjectionCursor.encode(query.fingerprint(), position);

    ProjectionQuery next = parse("status", "OPEN", "sort", "-points", "cursor", cursor);
    assertEquals(Optional.of(position), next.after());
  }

  @Test
  void refusesCursorsOfOtherQueriesAndGarbage() {
    ProjectionQuery query = parse("status", "OPEN", "sort", "-points");
    String cursor =
        ProjectionCursor.encode(
            query.fingerprint(), new Position(List.of(Optional.of("1"), Optional.of("c"))));

    assertRefused("other filters", "status", "OPEN", "sort", "points", "cursor", cursor);
    assertRefused("other filters", "status", "PAID", "sort", "-points", "cursor", cursor);
    assertRefused("cursor is not one", "cursor", "");
    assertRefused("cursor is not one", "cursor", "%%%");
    assertRefused("cursor is not one", "cursor", base64("{}"));
    assertRefused("cursor is not one", "cursor", base64("[]"));
    assertRefused("cursor is not one", "cursor", base64("[1,2,"));
    assertRefused("other filters", "cursor", base64("[null,null,\"id\"]"));
    assertRefused(
        "cursor is not one",
        "status",
        "OPEN",
        "sort",
        "-points",
        "cursor",
        base64("[\"" + query.fingerprint() + "\",\"many\",\"c\"]"));
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertRefused(String message, String... parameters) {
    InvalidQueryException refusal =
        assertThrows(InvalidQueryException.class, () -> parse(parameters));
    assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
  }

  private static List<String> order(ProjectionQuery query) {
    return query.order().stream()
        .map(key -> key.column().name() + (key.descending() ? " desc" : ""))
        .toList();
  }

  private static ProjectionQuery parse(String... parameters) {
    return parse(ProjectionView.ROWS, parameters);
  }

  private static ProjectionQuery parse(ProjectionView view, String... parameters) {
    List<Map.Entry<String, String>> entries = new ArrayList<>();
    for (int index = 0; index < parameters.length; index += 2) {
      entries.add(Map.entry(parameters[index], parameters[index + 1]));
    }
    return ProjectionQueryParser.parse(Definitions.carts(), view, entries);
  }
}
