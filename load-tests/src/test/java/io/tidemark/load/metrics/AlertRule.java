package io.tidemark.load.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * An alert of the rules that Prometheus is given, and what its expression says of scrapes. Only
 * what ours are made of is understood: aggregations over metrics or over what became of these in a
 * time, or one divided by another, compared with a number. Anything else is refused.
 *
 * <p>As in Prometheus, groups are told apart, a metric that was not there before has not grown, one
 * that fell began anew, and what is not a number compares as false. Unlike there, nothing is
 * extrapolated to the ends of a range.
 *
 * @param name of the alert
 * @param expression as it is written
 * @param holding for how long it must hold
 * @param runbook where it is said what to do
 */
record AlertRule(String name, String expression, Duration holding, String runbook) {
  private static final Path FILE = Path.of("../k8s/components/monitoring/prometheus-rule.yaml");
  private static final String SELECTOR = "[a-z_]+(?:\\{[^}]*\\})?";
  private static final Pattern ABSENT = Pattern.compile("absent\\((" + SELECTOR + ")\\)");
  private static final Pattern TERM =
      Pattern.compile(
          "(sum|min|max) by \\(([a-z_, ]+)\\) \\((?:(increase|rate|avg_over_time|max_over_time)\\(("
              + SELECTOR
              + ")\\[(\\d+[smh])\\]\\)|("
              + SELECTOR
              + "))\\)");
  private static final Pattern COMPARISON = Pattern.compile("(.+?)(?: / (.+))? ([<>]) ([0-9.]+)");
  private static final Pattern METRIC = Pattern.compile("tidemark_[a-z_]+");

  /** The alerts by name, in the order of the file. */
  static Map<String, AlertRule> all() throws IOException {
    Map<String, AlertRule> alerts = new LinkedHashMap<>();
    JsonNode file =
        new ObjectMapper()
            .valueToTree(
                new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(FILE)));
    for (JsonNode rule : file.at("/spec/groups/0/rules")) {
      AlertRule alert =
          new AlertRule(
              rule.get("alert").asText(),
              rule.get("expr").asText(),
              duration(rule.get("for").asText()),
              rule.at("/annotations/runbook").asText());
      alerts.put(alert.name(), alert);
    }
    return alerts;
  }

  /** The metrics that a text names, without what a histogram's lines are called in addition. */
  static Set<String> metrics(String text) {
    Set<String> names = new TreeSet<>();
    Matcher name = METRIC.matcher(text);
    while (name.find()) {
      names.add(name.group().replaceFirst("_(bucket|sum|count)$", ""));
    }
    return names;
  }

  private static Duration duration(String text) {
    return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
  }

  /** The same with the bound multiplied, for a wait that nobody would wait for. */
  AlertRule withBoundTimes(double factor) {
    Matcher comparison = comparison();
    double bound = Double.parseDouble(comparison.group(4)) * factor;
    String shortened = expression.substring(0, comparison.start(4)) + bound;
    return new AlertRule(name, shortened, holding, runbook);
  }

  private Matcher comparison() {
    Matcher comparison = COMPARISON.matcher(expression);
    if (!comparison.matches()) {
      throw new IllegalArgumentException("not understood: " + expression);
    }
    return comparison;
  }

  /**
   * For which groups, by their labels, it holds at the time of the last scrape.
   *
   * @param scrapes of all pods, in the order of time
   */
  Set<Map<String, String>> holdsFor(List<Scrape> scrapes) {
    Matcher absent = ABSENT.matcher(expression);
    if (absent.matches()) {
      return Selector.of(absent.group(1)).latest(scrapes).isEmpty() ? Set.of(Map.of()) : Set.of();
    }
    Matcher comparison = comparison();
    Map<Map<String, String>, Double> values = value(comparison.group(1), scrapes);
    if (comparison.group(2) != null) {
      Map<Map<String, String>, Double> divisors = value(comparison.group(2), scrapes);
      values.keySet().retainAll(divisors.keySet());
      values.replaceAll((group, value) -> value / divisors.get(group));
    }
    double bound = Double.parseDouble(comparison.group(4));
    boolean above = comparison.group(3).equals(">");
    values.values().removeIf(value -> !(above ? value > bound : value < bound));
    return new HashSet<>(values.keySet());
  }

  private static Map<Map<String, String>, Double> value(String term, List<Scrape> scrapes) {
    Matcher parts = TERM.matcher(term);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not understood: " + term);
    }
    Map<Map<String, String>, Double> series =
        parts.group(3) == null
            ? Selector.of(parts.group(6)).latest(scrapes)
            : over(parts.group(3), Selector.of(parts.group(4)), duration(parts.group(5)), scrapes);
    List<String> by = List.of(parts.group(2).split(", *"));
    Map<Map<String, String>, Double> groups = new LinkedHashMap<>();
    series.forEach(
        (labels, value) -> {
          Map<String, String> group = new TreeMap<>(labels);
          group.keySet().retainAll(by);
          groups.merge(
              group,
              value,
              switch (parts.group(1)) {
                case "sum" -> Double::sum;
                case "min" -> Math::min;
                default -> Math::max;
              });
        });
    return groups;
  }

  private static Map<Map<String, String>, Double> over(
      String what, Selector selector, Duration range, List<Scrape> scrapes) {
    long from = scrapes.get(scrapes.size() - 1).milliseconds() - range.toMillis();
    Map<Map<String, String>, Double> values = new LinkedHashMap<>();
    selector
        .series(scrapes.stream().filter(scrape -> scrape.milliseconds() > from).toList())
        .forEach(
            (labels, points) -> {
              var numbers = points.stream().mapToDouble(Double::doubleValue);
              if (what.equals("avg_over_time")) {
                values.put(labels, numbers.average().orElseThrow());
              } else if (what.equals("max_over_time")) {
                values.put(labels, numbers.max().orElseThrow());
              } else if (points.size() > 1) {
                double seconds = what.equals("rate") ? range.toSeconds() : 1;
                values.put(labels, increase(points) / seconds);
              }
            });
    return values;
  }

  private static double increase(List<Double> points) {
    double increase = 0;
    for (int i = 1; i < points.size(); i++) {
      double step = points.get(i) - points.get(i - 1);
      // A process that started anew counts from zero.
      increase += step < 0 ? points.get(i) : step;
    }
    return increase;
  }
}
