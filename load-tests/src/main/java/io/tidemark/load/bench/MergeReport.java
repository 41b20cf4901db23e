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
 * @param custom likewise, where one field has a custom rule, for which every event is tried first
 */
public record MergeReport(
    Map<String, String> settings,
    List<RuleLine> rules,
    List<String> missing,
    Cost aggregate,
    Cost custom) {
  /** How much more than on a small aggregate an event may cost on a large one. */
  public static final double MAXIMUM_RATIO = 3;

  private static final String HEADER =
      """

                                          ns per write       allocated bytes   bytes kept per
      rule       small / large state        small   large  ratio   small   large  element  removed  observed
      """;

  /**
   * The cost of one write, or event, on a small state and on a large one.
   *
   * @param nanosSmall nanoseconds of processor time
   * @param bytesSmall bytes allocated, likewise
   */
  public record Cost(double nanosSmall, double nanosLarge, double bytesSmall, double bytesLarge) {
    public double ratio() {
      return nanosLarge / nanosSmall;
    }
  }

  /**
   * Bytes of heap that stay taken.
   *
   * @param element by one member, key, entry or source; by the whole field where it is a summary
   * @param removed by one that was removed
   * @param observed by one that was removed by an event that said what it had observed
   */
  public record Kept(long element, OptionalLong removed, OptionalLong observed) {}

  /**
   * One rule.
   *
   * @param unit what its states hold {@code small} and {@code large} of
   */
  public record RuleLine(String rule, String unit, int small, int large, Cost cost, Kept kept) {}

  /** Whether an event on the large aggregate costs no more than it may. */
  public boolean holds() {
    return holds(aggregate) && holds(custom);
  }

  private static boolean holds(Cost cost) {
    return cost.ratio() <= MAXIMUM_RATIO;
  }

  /** For people. */
  public String table() {
    StringBuilder table = new StringBuilder();
    settings.forEach((name, value) -> line(table, "%-9s %s", name, value));
    table.append(HEADER);
    for (RuleLine rule : rules) {
      Cost cost = rule.cost();
      line(
          table,
          "%-10s %-24s %7.0f %7.0f %6.2f %7.0f %7.0f %8d %8s %9s",
          rule.rule(),
          String.format(Locale.ROOT, "%,d / %,d %s", rule.small(), rule.large(), rule.unit()),
          cost.nanosSmall(),
          cost.nanosLarge(),
          cost.ratio(),
          cost.bytesSmall(),
          cost.bytesLarge(),
          rule.kept().element(),
          orDash(rule.kept().removed()),
          orDash(rule.kept().observed()));
    }
    if (!missing.isEmpty()) {
      line(table, "not in this version: %s", String.join(", ", missing));
    }
    aggregate(table, "one event, whole aggregate", aggregate);
    aggregate(table, "the same with a custom rule on one field", custom);
    return table.toString();
  }

  private static void aggregate(StringBuilder table, String what, Cost cost) {
    line(table, "");
    line(table, "%s, ns (allocated bytes)", what);
    line(
        table,
        "  10 members, 10 keys: %,.0f (%,.0f)   10,000 members, 1,000 keys: %,.0f (%,.0f)",
        cost.nanosSmall(),
        cost.bytesSmall(),
        cost.nanosLarge(),
        cost.bytesLarge());
    line(
        table,
        "  ratio %.2f, at most %.0f: %s",
        cost.ratio(),
        MAXIMUM_RATIO,
        holds(cost) ? "holds" : "DOES NOT HOLD");
  }

  private static String orDash(OptionalLong bytes) {
    return bytes.isPresent() ? Long.toString(bytes.getAsLong()) : "-";
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
      line.put("keptPerElement", rule.kept().element());
      rule.kept().removed().ifPresent(bytes -> line.put("keptPerRemoved", bytes));
      rule.kept().observed().ifPresent(bytes -> line.put("keptPerObservedRemoved", bytes));
    }
    missing.forEach(json.putArray("missing")::add);
    put(json.putObject("aggregate"), aggregate);
    put(json.putObject("aggregateWithCustomRule"), custom);
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
