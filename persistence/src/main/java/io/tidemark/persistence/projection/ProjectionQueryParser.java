package io.tidemark.persistence.projection;

import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import io.tidemark.persistence.projection.ProjectionQuery.Comparison;
import io.tidemark.persistence.projection.ProjectionQuery.Filter;
import io.tidemark.persistence.projection.ProjectionQuery.Position;
import io.tidemark.persistence.projection.ProjectionQuery.QueryColumn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a query string against a projection. Nothing of it reaches SQL but names of the definition
 * and values that are bound.
 */
final class ProjectionQueryParser {
  /** A column of such a name cannot be asked for by equality. */
  private static final Set<String> OTHERS = Set.of("sort", "limit", "cursor");

  private final ProjectionDefinition definition;
  private final Map<String, QueryColumn> columns = new LinkedHashMap<>();

  private ProjectionQueryParser(ProjectionDefinition definition) {
    this.definition = definition;
    columns.put("id", new QueryColumn("id", ColumnType.TEXT, false));
    columns.put("version", new QueryColumn("version", ColumnType.BIGINT, false));
    columns.put("updated_at", new QueryColumn("updated_at", ColumnType.TIMESTAMPTZ, false));
    definition
        .columns()
        .forEach(
            (name, column) ->
                columns.put(
                    name,
                    new QueryColumn(
                        name, column.type(), column.index() && column.type() == ColumnType.TEXT)));
  }

  /**
   * @throws InvalidQueryException naming what is not accepted, and what is
   */
  static ProjectionQuery parse(
      ProjectionDefinition definition, List<Map.Entry<String, String>> parameters) {
    return new ProjectionQueryParser(definition).parse(parameters);
  }

  /** Every condition that {@link #parse} takes. */
  static List<ProjectionParameter> conditions(ProjectionDefinition definition) {
    List<ProjectionParameter> conditions = new ArrayList<>();
    for (QueryColumn column : new ProjectionQueryParser(definition).columns.values()) {
      for (Comparison comparison : Comparison.values()) {
        boolean hidden = OTHERS.contains(column.name() + comparison.suffix());
        if (!hidden && (isOrdered(column) || !comparison.needsOrder())) {
          conditions.add(
              new ProjectionParameter(
                  column.name() + comparison.suffix(),
                  column.type(),
                  column.name() + " " + comparison.operator() + " the value"));
        }
      }
    }
    return conditions;
  }

  /** Every column that {@link #parse} takes to sort by. */
  static List<String> sortable(ProjectionDefinition definition) {
    return new ProjectionQueryParser(definition)
        .columns.values().stream()
            .filter(column -> column.type() != ColumnType.JSONB)
            .map(QueryColumn::name)
            .toList();
  }

  private ProjectionQuery parse(List<Map.Entry<String, String>> parameters) {
    List<Filter> filters = new ArrayList<>();
    Set<String> canonical = new TreeSet<>();
    Set<String> seen = new HashSet<>();
    String sort = "id";
    int limit = ProjectionQuery.DEFAULT_LIMIT;
    Optional<String> cursor = Optional.empty();
    for (Map.Entry<String, String> parameter : parameters) {
      String name = parameter.getKey();
      String value = parameter.getValue();
      if (!seen.add(name)) {
        throw new InvalidQueryException("parameter " + name + " is given twice");
      }
      switch (name) {
        case "sort" -> sort = value;
        case "limit" -> limit = limit(value);
        case "cursor" -> cursor = Optional.of(value);
        default -> {
          Filter filter = filter(name, value);
          filters.add(filter);
          canonical.add(name.length() + ":" + name + "=" + filter.value());
        }
      }
    }
    boolean descending = sort.startsWith("-");
    QueryColumn sortColumn = sortColumn(descending ? sort.substring(1) : sort);
    String fingerprint = ProjectionCursor.fingerprint(definition.name(), sort, canonical);
    Optional<Position> after =
        cursor.map(text -> ProjectionCursor.decode(text, fingerprint, sortColumn));
    return new ProjectionQuery(filters, sortColumn, descending, limit, after, fingerprint);
  }

  private static int limit(String value) {
    try {
      int limit = Integer.parseInt(value);
      if (limit >= 1 && limit <= ProjectionQuery.MAXIMUM_LIMIT) {
        return limit;
      }
    } catch (NumberFormatException noNumber) {
      // Refused below, as what is out of bounds.
    }
    throw new InvalidQueryException(
        "limit takes a whole number from 1 to " + ProjectionQuery.MAXIMUM_LIMIT);
  }

  private QueryColumn sortColumn(String name) {
    QueryColumn column = columns.get(name);
    if (column == null) {
      throw new InvalidQueryException(
          "sort takes a column, with a minus before it for descending order; "
              + name
              + " is none; columns: "
              + String.join(", ", columns.keySet()));
    }
    if (column.type() == ColumnType.JSONB) {
      throw new InvalidQueryException(name + " is JSON, which has no order to sort by");
    }
    return column;
  }

  private Filter filter(String name, String value) {
    for (Comparison comparison : Comparison.values()) {
      if (name.endsWith(comparison.suffix())) {
        QueryColumn column =
            columns.get(name.substring(0, name.length() - comparison.suffix().length()));
        if (column != null) {
          return filter(column, comparison, value);
        }
      }
    }
    throw new InvalidQueryException(
        "unknown parameter "
            + name
            + "; columns: "
            + String.join(", ", columns.keySet())
            + " (each also with .ne, .gt, .gte, .lt, .lte); others: sort, limit, cursor");
  }

  private static Filter filter(QueryColumn column, Comparison comparison, String value) {
    if (comparison.needsOrder() && !isOrdered(column)) {
      throw new InvalidQueryException(
          column.name()
              + " is "
              + ColumnText.sqlName(column.type())
              + ", which is compared by equality or .ne only");
    }
    return ColumnText.fromQuery(column.type(), value)
        .map(text -> new Filter(column, comparison, text))
        .orElseThrow(
            () ->
                new InvalidQueryException(
                    column.name()
                        + comparison.suffix()
                        + " takes "
                        + ColumnText.expected(column.type())));
  }

  private static boolean isOrdered(QueryColumn column) {
    return column.type() != ColumnType.JSONB && column.type() != ColumnType.BOOLEAN;
  }
}
