package io.tidemark.load.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strict reader of Prometheus' text format 0.0.4: whatever its description does not allow is an
 * {@link IllegalArgumentException} with the line.
 */
final class PrometheusText {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") (.*)");
  private static final Pattern TYPE =
      Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram|summary|untyped)");
  private static final Pattern SAMPLE =
      Pattern.compile("(" + NAME + ")(?:\\{(.*)\\})? ([^ ]+)(?: (-?\\d+))?");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\",?");
  private static final Set<String> NO_LABELS = Set.of();

  private final Map<String, Family> families = new LinkedHashMap<>();
  private Family current;

  /** A metric: its type and its samples. */
  public static final class Family {
    private final String name;
    private final String type;
    private final List<Sample> samples = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    Family(String name, String type) {
      this.name = name;
      this.type = type;
    }

    public String name() {
      return name;
    }

    public String type() {
      return type;
    }

    public List<Sample> samples() {
      return List.copyOf(samples);
    }

    /** The names of its labels, without the ones that its type brings along. */
    public Set<String> labels() {
      return samples.stream()
          .findFirst()
          .map(
              sample -> {
                Set<String> names = new java.util.TreeSet<>(sample.labels().keySet());
                names.removeAll(type.equals("histogram") ? Set.of("le") : NO_LABELS);
                return names;
              })
          .orElseGet(java.util.TreeSet::new);
    }

    /** The sum of its samples, which have one of these values for a label. */
    public double sum(String suffix, Map<String, String> labels) {
      return samples.stream()
          .filter(sample -> sample.name().equals(name + suffix))
          .filter(sample -> sample.labels().entrySet().containsAll(labels.entrySet()))
          .mapToDouble(Sample::value)
          .sum();
    }
  }

  /** One line. */
  public record Sample(String name, Map<String, String> labels, double value) {}

  private PrometheusText() {}

  /** The metrics of a scrape, by name. */
  public static Map<String, Family> parse(String text) {
    if (!text.isEmpty() && !text.endsWith("\n")) {
      throw new IllegalArgumentException("the last line does not end");
    }
    PrometheusText reader = new PrometheusText();
    text.lines().forEach(reader::read);
    reader.families.values().forEach(PrometheusText::check);
    return reader.families;
  }

  private void read(String line) {
    if (line.isBlank() || (line.startsWith("#") && !line.matches("# (HELP|TYPE) .*"))) {
      return;
    }
    Matcher help = HELP.matcher(line);
    Matcher type = TYPE.matcher(line);
    if (type.matches()) {
      if (families.containsKey(type.group(1))) {
        throw new IllegalArgumentException("a second type: " + line);
      }
      current = new Family(type.group(1), type.group(2));
      families.put(current.name, current);
    } else if (help.matches()) {
      if (families.containsKey(help.group(1))) {
        throw new IllegalArgumentException("help after its metric: " + line);
      }
    } else if (line.startsWith("#")) {
      throw new IllegalArgumentException("neither help nor a known type: " + line);
    } else {
      sample(line);
    }
  }

  private void sample(String line) {
    Matcher sample = SAMPLE.matcher(line);
    if (!sample.matches()) {
      throw new IllegalArgumentException("no sample: " + line);
    }
    String name = sample.group(1);
    if (current == null || !belongs(name, current)) {
      throw new IllegalArgumentException("not of the metric it stands under: " + line);
    }
    Map<String, String> labels = labels(sample.group(2), line);
    if (!current.seen.add(name + new TreeMap<>(labels))) {
      throw new IllegalArgumentException("there twice: " + line);
    }
    current.samples.add(new Sample(name, labels, value(sample.group(3), line)));
  }

  private static boolean belongs(String name, Family family) {
    return switch (family.type) {
      case "histogram" -> name.matches(Pattern.quote(family.name) + "_(bucket|sum|count)");
      case "summary" -> name.matches(Pattern.quote(family.name) + "(_sum|_count)?");
      default -> name.equals(family.name);
    };
  }

  private static Map<String, String> labels(String text, String line) {
    Map<String, String> labels = new LinkedHashMap<>();
    Matcher label = LABEL.matcher(text == null ? "" : text);
    int end = 0;
    while (label.lookingAt()) {
      if (labels.put(label.group(1), label.group(2)) != null) {
        throw new IllegalArgumentException("a label twice: " + line);
      }
      end = label.end();
      label.region(end, text.length());
    }
    if (text != null && end != text.length()) {
      throw new IllegalArgumentException("wrong labels: " + line);
    }
    return labels;
  }

  private static double value(String text, String line) {
    switch (text) {
      case "+Inf":
        return Double.POSITIVE_INFINITY;
      case "-Inf":
        return Double.NEGATIVE_INFINITY;
      case "NaN":
        return Double.NaN;
      default:
        if (!text.matches("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?")) {
          throw new IllegalArgumentException("no number: " + line);
        }
        return Double.parseDouble(text);
    }
  }

  private static void check(Family family) {
    if (family.type.equals("counter")) {
      family.samples.forEach(
          sample -> {
            if (!(sample.value() >= 0)) {
              throw new IllegalArgumentException("a counter below zero: " + sample);
            }
          });
    }
    if (family.type.equals("histogram")) {
      checkHistogram(family);
    }
  }

  private static void checkHistogram(Family family) {
    Map<Map<String, String>, double[]> last = new HashMap<>();
    Map<Map<String, String>, Double> infinite = new HashMap<>();
    for (Sample sample : family.samples) {
      Map<String, String> labels = new TreeMap<>(sample.labels());
      String bound = labels.remove("le");
      if (sample.name().endsWith("_bucket")) {
        double le = value(String.valueOf(bound), sample.toString());
        double[] before = last.get(labels);
        if (before != null && (le <= before[0] || sample.value() < before[1])) {
          throw new IllegalArgumentException("buckets do not grow: " + sample);
        }
        last.put(labels, new double[] {le, sample.value()});
        if (Double.isInfinite(le)) {
          infinite.put(labels, sample.value());
        }
      } else if (sample.name().endsWith("_count")
          && !Double.valueOf(sample.value()).equals(infinite.get(labels))) {
        throw new IllegalArgumentException("the last bucket is not the count: " + sample);
      }
    }
  }
}
