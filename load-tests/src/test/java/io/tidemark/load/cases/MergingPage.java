package io.tidemark.load.cases;

import io.tidemark.domain.clock.EffectiveTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code docs/merging.md}: its tables, and the examples that they are parts of. */
final class MergingPage {
  private static final Pattern STATE = Pattern.compile("State: `(.+)`");
  private static final Pattern RESULT = Pattern.compile("Result: `(.+?)`(, deleted)?");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final String DAY = "2026-01-01";

  private final List<String> lines;

  /**
   * An example: a declared state, a table of events, and what they come to.
   *
   * @param place its heading and line
   * @param effectiveTimes what the table says of the events' effective times, if it does
   */
  record PageExample(
      String place,
      String state,
      List<Row> rows,
      List<EffectiveTime> effectiveTimes,
      String result,
      boolean deleted) {}

  private MergingPage(List<String> lines) {
    this.lines = lines;
  }

  static MergingPage read() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/merging.md"))) {
      folder = folder.getParent();
    }
    try {
      return new MergingPage(Files.readAllLines(folder.resolve("docs/merging.md")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The headings of the third level. */
  List<String> headings() {
    return lines.stream().filter(line -> line.startsWith("### ")).map(this::heading).toList();
  }

  private String heading(String line) {
    return line.replaceFirst("^#+ ", "");
  }

  /** Every example, in the page's order. */
  List<PageExample> examples() {
    List<PageExample> examples = new ArrayList<>();
    String heading = "";
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      heading = line.startsWith("#") ? heading(line) : heading;
      Matcher state = STATE.matcher(line);
      if (state.matches()) {
        examples.add(example(heading + ", line " + (i + 1), state.group(1), i + 1));
      }
    }
    return examples;
  }

  /** How many results the page prints. */
  long results() {
    return lines.stream().filter(line -> line.startsWith("Result:")).count();
  }

  /** The cells of the first table whose header starts so, without the header. */
  List<List<String>> table(String header) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(header)) {
        return cells(i + 2);
      }
    }
    throw new IllegalStateException("the page has no table " + header);
  }

  private List<List<String>> cells(int from) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = from; i < lines.size() && lines.get(i).startsWith("|"); i++) {
      String[] cells = lines.get(i).split("\\|", -1);
      rows.add(Arrays.stream(cells, 1, cells.length - 1).map(String::strip).toList());
    }
    return rows;
  }

  private PageExample example(String place, String state, int from) {
    int table = from;
    while (!lines.get(table).startsWith("|")) {
      table++;
    }
    List<Row> rows = new ArrayList<>();
    List<EffectiveTime> times = new ArrayList<>();
    for (List<String> cells : cells(table + 2)) {
      rows.add(row(cells));
      if (cells.size() > 5) {
        times.add(effectiveTime(cells.get(5)));
      }
    }
    Matcher result = RESULT.matcher(lines.get(table + 2 + rows.size() + 1));
    if (!result.matches()) {
      throw new IllegalStateException(place + ": no result follows the table");
    }
    return new PageExample(place, state, rows, times, result.group(1), result.group(2) != null);
  }

  private static Row row(List<String> cells) {
    String[] writer = cells.get(1).split(" ");
    List<String> operations =
        CODE.matcher(cells.get(4))
            .results()
            .map(code -> code.group(1))
            .map(code -> code.equals("delete") ? code : "{ " + code + " }")
            .toList();
    return new Row(
        cells.get(0),
        writer[0],
        Long.parseLong(writer[1]),
        nanos(cells.get(2)),
        observed(cells.get(3)),
        operations.toString());
  }

  private static Optional<List<String>> observed(String cell) {
    if (cell.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(cell.equals("nothing") ? List.of() : List.of(cell.split(", ")));
  }

  private static EffectiveTime effectiveTime(String cell) {
    String[] parts = cell.split(" \\+ ");
    return new EffectiveTime(nanos(parts[0]), parts.length > 1 ? Long.parseLong(parts[1]) : 0);
  }

  /** A time of day of the examples' day, or a day and a time. */
  private static long nanos(String cell) {
    String day = cell.contains(" ") ? cell : DAY + " " + cell;
    return EffectiveTime.nanos(Instant.parse(day.replace(' ', 'T') + "Z"));
  }
}
