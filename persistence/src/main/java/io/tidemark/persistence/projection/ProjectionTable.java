package io.tidemark.persistence.projection;

import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.domain.definition.ProjectionDefinition.Column;
import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The table of one projection: its names and the statements that make it. Text compares by code
 * point (collation "C"), so that order is the same on every server.
 */
final class ProjectionTable {
  /** What every projection has; a file's columns must not take these names. */
  static final Set<String> OWN_COLUMNS = Set.of("id", "version", "deleted", "updated_at");

  /**
   * How many characters of a text an index holds. A B-tree refuses entries beyond 2,704 bytes; an
   * index over whole values would stop the projection at the first long one.
   */
  static final int INDEXED_PREFIX = 200;

  /** PostgreSQL cuts longer names off without a word, so that two could become one. */
  private static final int MAXIMUM_NAME_BYTES = 63;

  private final ProjectionDefinition definition;
  private final String topic;
  private final String name;
  private final String offsets;

  ProjectionTable(ProjectionDefinition definition, String topic) {
    this(definition, topic, "projection_" + definition.name(), definition.name());
    requireShort(name);
    if (name.equals("projection_offset")) {
      throw new IllegalArgumentException("a projection cannot have the name offset");
    }
    for (String column : definition.columns().keySet()) {
      requireShort(column);
      if (OWN_COLUMNS.contains(column)) {
        throw new IllegalArgumentException(
            "projection " + definition.name() + ": a column cannot have the name " + column);
      }
    }
  }

  private ProjectionTable(
      ProjectionDefinition definition, String topic, String name, String offsets) {
    this.definition = definition;
    this.topic = topic;
    this.name = name;
    this.offsets = offsets;
  }

  /** The table that is filled beside one with other columns, to take its place. */
  ProjectionTable rebuilding() {
    // As long as the other's name, so it is not too long either.
    return new ProjectionTable(
        definition, topic, "rebuilding_" + definition.name(), definition.name() + " (rebuilding)");
  }

  /** The table of the same name as it was made by another definition. */
  ProjectionTable madeBy(ProjectionDefinition other) {
    return new ProjectionTable(other, topic, name, offsets);
  }

  /** Under which name its offsets are kept. */
  String offsets() {
    return offsets;
  }

  ProjectionDefinition definition() {
    return definition;
  }

  String topic() {
    return topic;
  }

  /** The table's name as it is compared, without quotes. */
  String name() {
    return name;
  }

  String quotedName() {
    return quoted(name);
  }

  List<String> createStatements() {
    StringBuilder table = new StringBuilder("create table " + quotedName() + " (\n");
    table.append("  \"id\" text collate \"C\" primary key,\n  \"version\" bigint not null,\n");
    table.append("  \"deleted\" boolean not null,\n  \"updated_at\" timestamptz not null");
    List<String> statements = new ArrayList<>();
    definition
        .columns()
        .forEach((column, declared) -> table.append(",\n  ").append(declaration(column, declared)));
    // Room in each page for the next version of a row, which needs no entries in the indexes then,
    // unless it has other values there.
    statements.add(table.append(") with (fillfactor = 70)").toString());
    statements.add("comment on table " + quotedName() + " is " + literal(signature()));
    definition
        .columns()
        .forEach(
            (column, declared) -> {
              if (declared.index()) {
                statements.add("create index on " + quotedName() + indexed(column, declared));
              }
            });
    return statements;
  }

  /**
   * What the rows were made of. It stands as the table's comment; a table with another one is made
   * anew, because its rows do not say what the file says.
   */
  String signature() {
    return TableSignature.of(definition, topic);
  }

  /** The names and types that the table has when it fits, as the catalogue lists them. */
  List<String> expectedColumns() {
    List<String> columns = new ArrayList<>();
    columns.add("id text");
    columns.add("version bigint");
    columns.add("deleted boolean");
    columns.add("updated_at timestamp with time zone");
    definition
        .columns()
        .forEach((name, column) -> columns.add(name + " " + catalogueName(column.type())));
    return columns;
  }

  /** The part of a text that its index holds, as SQL. */
  static String prefix(String expression) {
    return "left(" + expression + ", " + INDEXED_PREFIX + ")";
  }

  static String quoted(String identifier) {
    return "\"" + identifier.replace("\"", "\"\"") + "\"";
  }

  private static String declaration(String name, Column column) {
    return quoted(name)
        + " "
        + ColumnText.sqlName(column.type())
        + (column.type() == ColumnType.TEXT ? " collate \"C\"" : "");
  }

  private static String indexed(String name, Column column) {
    return switch (column.type()) {
      case TEXT -> " (" + prefix(quoted(name)) + ")";
      // Of JSON it is asked what it contains; what is long is kept as a hash.
      case JSONB -> " using gin (" + quoted(name) + ")";
      default -> " (" + quoted(name) + ")";
    };
  }

  private static String catalogueName(ColumnType type) {
    return type == ColumnType.TIMESTAMPTZ ? "timestamp with time zone" : ColumnText.sqlName(type);
  }

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static void requireShort(String name) {
    if (name.getBytes(StandardCharsets.UTF_8).length > MAXIMUM_NAME_BYTES) {
      throw new IllegalArgumentException(
          name + " is longer than the " + MAXIMUM_NAME_BYTES + " bytes of a name in PostgreSQL");
    }
  }
}
