package io.tidemark.persistence.projection;

import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import io.tidemark.persistence.projection.ProjectionQuery.Filter;
import io.tidemark.persistence.projection.ProjectionQuery.Function;
import io.tidemark.persistence.projection.ProjectionQuery.Position;
import io.tidemark.persistence.projection.ProjectionQuery.QueryColumn;
import io.tidemark.persistence.projection.ProjectionQuery.SortKey;
import io.tidemark.persistence.projection.ProjectionQuery.Total;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a query string against a projection. Nothing of it reaches SQL but names of the definition
 * and values that are bound.
 */
final class ProjectionQueryParser {
  /** The most columns that one query sorts by, or works out a function of. */
  static final int MAXIMUM_COLUMNS = 8;

  /** The most values of one {@code .in}. */
  static final int MAXIMUM_VALUES = 100;

  private final ProjectionDefinition definition;
  private final ProjectionView view;
  private final ProjectionColumns columns;
  private final List<Filter> filters = new ArrayList<>();
  private final Set<String> canonical = new TreeSet<>();
  private final Map<String, String> others = new LinkedHashMap<>();

  private ProjectionQueryParser(ProjectionDefinition definition, ProjectionView view) {
    this.definition = definition;
    this.view = view;
    this.columns = ProjectionColumns.of(definition);
  }

  /**
   * @throws InvalidQueryException naming what is not accepted, and what is
   */
  static ProjectionQuery parse(
      ProjectionDefinition definition,
      ProjectionView view,
      List<Map.Entry<String, String>> parameters) {
    return new ProjectionQueryParser(definition, view).parse(parameters);
  }

  private ProjectionQuery parse(List<Map.Entry<String, String>> parameters) {
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, String> parameter : parameters) {
      String name = parameter.getKey();
      if (!seen.add(name)) {
        throw new InvalidQueryException("parameter " + name + " is given twice");
      }
      if (view.parameters().contains(name)) {
        others.put(name, parameter.getValue());
      } else {
        Filter filter = filter(name, parameter.getValue());
        filters.add(filter);
        canonical.add(
            filter.column().name() + "." + filter.comparison().suffix() + filter.values());
      }
    }
    List<SortKey> order =
        switch (view) {
          case ROWS -> order(others.getOrDefault("sort", "id"));
          case COUNT -> List.of();
          case GROUPS -> List.of(new SortKey(group(), false));
        };
    List<Total> totals = new ArrayList<>();
    for (Function function : Function.values()) {
      totals(function).forEach(column -> totals.add(new Total(function, column)));
    }
    String fingerprint = fingerprint();
    Optional<Position> after =
        Optional.ofNullable(others.get("cursor"))
            .map(text -> ProjectionCursor.decode(text, fingerprint, order));
    return new ProjectionQuery(view, filters, order, totals, limit(), after, fingerprint);
  }

  private String fingerprint() {
    List<String> parts = new ArrayList<>(List.of(definition.name(), view.name()));
    others.forEach(
        (name, value) -> {
          if (!name.equals("limit") && !name.equals("cursor")) {
            canonical.add(" " + name + "=" + value);
          }
        });
    parts.addAll(canonical);
    return ProjectionCursor.fingerprint(parts);
  }

  private int limit() {
    String value = others.get("limit");
    if (value == null) {
      return ProjectionQuery.DEFAULT_LIMIT;
    }
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

  /** The columns to sort by, and the id, which no two rows share. */
  private List<SortKey> order(String sort) {
    List<SortKey> order = new ArrayList<>();
    Set<String> named = new HashSet<>();
    for (String part : names("sort", sort)) {
      boolean descending = part.startsWith("-");
      String name = descending ? part.substring(1) : part;
      QueryColumn column = ordering("sort", name);
      if (!named.add(name)) {
        throw new InvalidQueryException("sort names " + name + " twice");
      }
      order.add(new SortKey(column, descending));
      if (column.isId()) {
        return order;
      }
    }
    order.add(new SortKey(columns.find("id").orElseThrow(), false));
    return order;
  }

  private QueryColumn group() {
    String name = others.get("by");
    if (name == null) {
      throw new InvalidQueryException(
          "by is required: a column whose values make the groups; columns: " + columns.names());
    }
    return ordering("by", name);
  }

  private QueryColumn ordering(String parameter, String name) {
    QueryColumn column = column(parameter, name);
    if (column.type() == ColumnType.JSONB) {
      throw new InvalidQueryException(
          name + " is JSON, which has no order for " + parameter + " to go by");
    }
    return column;
  }

  private List<QueryColumn> totals(Function function) {
    String parameter = function.name().toLowerCase(Locale.ROOT);
    String value = others.get(parameter);
    List<QueryColumn> named = new ArrayList<>();
    if (value == null) {
      return named;
    }
    for (String name : names(parameter, value)) {
      QueryColumn column = column(parameter, name);
      if (!function.takes(column.type())) {
        throw new InvalidQueryException(
            name + " is " + ColumnText.sqlName(column.type()) + ", which has no " + parameter);
      }
      if (named.contains(column)) {
        throw new InvalidQueryException(parameter + " names " + name + " twice");
      }
      named.add(column);
    }
    return named;
  }

  private static List<String> names(String parameter, String value) {
    List<String> names = SeparatedValues.of(value);
    if (names.size() > MAXIMUM_COLUMNS) {
      throw new InvalidQueryException(parameter + " takes at most " + MAXIMUM_COLUMNS + " columns");
    }
    return names;
  }

  private QueryColumn column(String parameter, String name) {
    return columns
        .find(name)
        .orElseThrow(
            () ->
                new InvalidQueryException(
                    parameter
                        + " takes columns, separated by commas"
                        + (parameter.equals("sort")
                            ? ", with a minus before one for descending order"
                            : "")
                        + "; "
                        + name
                        + " is none; columns: "
                        + columns.names()));
  }

  private Filter filter(String name, String value) {
    int dot = name.lastIndexOf('.');
    Optional<QueryColumn> column = columns.find(dot < 0 ? name : name.substring(0, dot));
    Optional<Comparison> comparison =
        dot < 0 ? Optional.of(Comparison.EQUAL) : Comparison.of(name.substring(dot + 1));
    if (column.isEmpty() || comparison.isEmpty()) {
      throw new InvalidQueryException(
          "unknown parameter "
              + name
              + "; columns: "
              + columns.names()
              + " (each also with .eq, .ne, .gt, .gte, .lt, .lte, .in, .prefix, .contains as its"
              + " type allows)"
              + (view.parameters().isEmpty()
                  ? ""
                  : "; others: " + String.join(", ", view.parameters())));
    }
    return filter(name, column.get(), comparison.get(), value);
  }

  private static Filter filter(
      String name, QueryColumn column, Comparison comparison, String value) {
    if (!comparison.takes(column.type())) {
      throw new InvalidQueryException(
          column.name()
              + " is "
              + ColumnText.sqlName(column.type())
              + ", which takes only "
              + ProjectionColumns.comparisons(column.type()));
    }
    if (comparison == Comparison.CONTAINS) {
      return new Filter(column, comparison, List.of(StoredText.of(value)));
    }
    List<String> values = comparison == Comparison.IN ? SeparatedValues.of(value) : List.of(value);
    if (values.size() > MAXIMUM_VALUES) {
      throw new InvalidQueryException(name + " takes at most " + MAXIMUM_VALUES + " values");
    }
    return new Filter(column, comparison, values.stream().map(v -> text(name, column, v)).toList());
  }

  private static String text(String name, QueryColumn column, String value) {
    return ColumnText.fromQuery(column.type(), value)
        .orElseThrow(
            () -> new InvalidQueryException(name + " takes " + ColumnText.expected(column.type())));
  }
}
