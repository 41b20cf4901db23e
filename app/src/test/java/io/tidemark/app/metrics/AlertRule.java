package io.tidemark.app.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An alert's expression, as far as ours are written: aggregations over metrics or over what these
 * grew by, compared with a number. Anything else is refused. Whether it fires is told from a scrape
 * and one before it; for how long it must hold is Prometheus' matter.
 */
final class AlertRule {
  private static final String SELECTOR = "([a-z_]+)(?:\\{([^}]*)\\})?";
  private static final Pattern ABSENT = Pattern.compile("absent\\(" + SELECTOR + "\\)");
  private static final Pattern TERM =
      Pattern.compile(
          "(sum|min|max) by \\(([a-z_, ]+)\\) \\((?:(increase|rate)\\("
              + SELECTOR
              + "\\[\\d+m\\]\\)|"
              + SELECTOR
              + ")\\)");
  private static final Pattern COMPARISON = Pattern.compile("(.+?)(?: / (.+))? ([<>]) ([0-9.]+)");

  private final String expression;

  AlertRule(String expression) {
    this.expression = expression;
  }

  /** The metrics it asks for, without what a histogram's lines are called in addition. */
  Set<String> metrics() {
    Set<String> names = new TreeSet<>();
    Matcher name = Pattern.compile("tidemark_[a-z_]+").matcher(expression);
    while (name.find()) {
      names.add(name.group().replaceFirst("_(bucket|sum|count)$", ""));
    }
    return names;
  }

  /** Whether it holds now. */
  boolean fires(Map<String, PrometheusText.Family> before, Map<String, PrometheusText.Family> now) {
    Matcher absent = ABSENT.matcher(expression);
    if (absent.matches()) {
      return !now.containsKey(absent.group(1));
    }
    Matcher comparison = COMPARISON.matcher(expression);
    if (!comparison.matches()) {
      throw new IllegalArgumentException("not understood: " + expression);
    }
    double value = value(comparison.group(1), before, now);
    if (comparison.group(2) != null) {
      value /= value(comparison.group(2), before, now);
    }
    double bound = Double.parseDouble(comparison.group(4));
    return comparison.group(3).equals(">") ? value > bound : value < bound;
  }

  private static double value(
      String term,
      Map<String, PrometheusText.Family> before,
      Map<String, PrometheusText.Family> now) {
    Matcher parts = TERM.matcher(term);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not understood: " + term);
    }
    boolean grows = parts.group(3) != null;
    String metric = parts.group(grows ? 4 : 6);
    Map<String, String> labels = labels(parts.group(grows ? 5 : 7));
    double value = aggregate(parts.group(1), metric, labels, now);
    return grows ? value - aggregate("sum", metric, labels, before) : value;
  }

  private static double aggregate(
      String how,
      String metric,
      Map<String, String> labels,
      Map<String, PrometheusText.Family> families) {
    var values =
        families.values().stream()
            .flatMap(family -> family.samples().stream())
            .filter(sample -> sample.name().equals(metric))
            .filter(sample -> sample.labels().entrySet().containsAll(labels.entrySet()))
            .mapToDouble(PrometheusText.Sample::value);
    return switch (how) {
      case "sum" -> values.sum();
      case "min" -> values.min().orElse(Double.NaN);
      default -> values.max().orElse(Double.NaN);
    };
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new LinkedHashMap<>();
    Matcher label = Pattern.compile("([a-z_]+)=\"([^\"]*)\"").matcher(text == null ? "" : text);
    while (label.find()) {
      labels.put(label.group(1), label.group(2));
    }
    return labels;
  }
}
