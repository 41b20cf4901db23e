package io.tidemark.load.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What merging costs: per rule, and per event of a whole aggregate.
 *
 * @param settings machine, JDK and how it was measured, in the order in which they are shown
 * @param rules one line per rule
 * @param missing rules that this version does not have
 * @param aggregate one event on a small aggregate and on a large one
 */
public record MergeReport(
    Map<String, String> settings, List<RuleLine> rules, List<String> missing, Cost aggregate) {
  /** How much more than on a small aggregate an event may cost on a large one. */
  public static final double MAXIMUM_RATIO = 3;

  /**
   * The cost of one write, or event, on a small state and on a large one.
   *
   * @param nanosSmall nanoseconds, the median of the rounds
   * @param bytesSmall bytes allocated, likewise
   */
  public record Cost(double nanosSmall, double nanosLarge, double bytesSmall, double bytesLarge) {
    public double ratio() {
      return nanosLarge / nanosSmall;
    }
  }

  /**
   * One rule.
   *
   * @param unit what its states hold {@code small} and {@code large} of
   * @param perElement bytes of heap that one of these keeps; of a summary, the whole field
   * @param perTombstone bytes of heap kept for what was removed
   */
  public record RuleLine(
      String rule,
      String unit,
      int small,
      int large,
      Cost cost,
      long perElement,
      OptionalLong perTombstone) {}

  /** Whether an event on the large aggregate costs no more than it may. */
  public boolean holds() {
    return aggregate.ratio() <= MAXIMUM_RATIO;
  }

  /** For people. */
  public String table() {
    StringBuilder table = new StringBuilder();
    settings.forEach((name, value) -> line(table, "%-9s %s", name, value));
    line(table, "");
    line(
        table,
        "%-10s %-22s %17s %6s %17s %15s",
        "",
        "",
        "ns per write",
        "",
        "allocated B",
        "kept B per");
    line(
        table,
        "%-10s %-22s %8s %8s %6s %8s %8s %7s %7s",
        "rule",
        "small / large state",
        "small",
        "large",
        "ratio",
        "small",
        "large",
        "element",
        "removed");
    for (RuleLine rule : rules) {
      Cost cost = rule.cost();
      line(
          table,
          "%-10s %-22s %8.0f %8.0f %6.2f %8.0f %8.0f %7d %7s",
          rule.rule(),
          String.format(Locale.ROOT, "%,d / %,d %s", rule.small(), rule.large(), rule.unit()),
          cost.nanosSmall(),
          cost.nanosLarge(),
          cost.ratio(),
          cost.bytesSmall(),
          cost.bytesLarge(),
          rule.perElement(),
          rule.perTombstone().isPresent() ? rule.perTombstone().getAsLong() : "-");
    }
    if (!missing.isEmpty()) {
      line(table, "not in this version: %s", String.join(", ", missing));
    }
    line(table, "");
    line(
        table,
        "one event, whole aggregate: 10 members and 10 keys %.0f ns, 10,000 and 1,000 %.0f ns, ratio %.2f (at most %.0f: %s)",
        aggregate.nanosSmall(),
        aggregate.nanosLarge(),
        aggregate.ratio(),
        MAXIMUM_RATIO,
        holds() ? "holds" : "DOES NOT HOLD");
    return table.toString();
  }

  private static void line(StringBuilder table, String format, Object... values) {
    table.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }

  /** For programs. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode lines = json.putArray("rules");
    for (RuleLine rule : rules) {
      ObjectNode line = lines.addObject().put("rule", rule.rule()).put("unit", rule.unit());
      line.put("small", rule.small()).put("large", rule.large());
      put(line, rule.cost());
      line.put("retainedPerElement", rule.perElement());
      rule.perTombstone().ifPresent(bytes -> line.put("retainedPerTombstone", bytes));
    }
    missing.forEach(json.putArray("missing")::add);
    put(json.putObject("aggregate"), aggregate);
    json.put("maximumRatio", MAXIMUM_RATIO).put("holds", holds());
    settings.forEach(json::put);
    return json;
  }

  private static void put(ObjectNode json, Cost cost) {
    json.put("nsSmall", rounded(cost.nanosSmall(), 10));
    json.put("nsLarge", rounded(cost.nanosLarge(), 10));
    json.put("ratio", rounded(cost.ratio(), 100));
    json.put("bytesSmall", Math.round(cost.bytesSmall()));
    json.put("bytesLarge", Math.round(cost.bytesLarge()));
  }

  private static double rounded(double value, int parts) {
    return (double) Math.round(value * parts) / parts;
  }
}
