package io.tidemark.load.metrics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A metric and some of its labels, by which samples are chosen.
 *
 * @param metric its name
 * @param labels the values that labels must have
 */
record Selector(String metric, Map<String, String> labels) {
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

  /** Reads one as expressions have it. */
  static Selector of(String text) {
    Map<String, String> labels = new LinkedHashMap<>();
    Matcher label = LABEL.matcher(text);
    while (label.find()) {
      labels.put(label.group(1), label.group(2));
    }
    return new Selector(text.split("\\{")[0], labels);
  }

  /** By labels, the pod among them, what each pod's last scrape shows. */
  Map<Map<String, String>, Double> latest(List<Scrape> scrapes) {
    Map<Map<String, String>, Double> latest = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    for (int i = scrapes.size() - 1; i >= 0; i--) {
      // One without an answer counts: a series ends with it.
      if (seen.add(scrapes.get(i).pod())) {
        series(List.of(scrapes.get(i)))
            .forEach((labels, values) -> latest.put(labels, values.get(0)));
      }
    }
    return latest;
  }

  /** By labels, the pod among them, what scrapes show one after the other. */
  Map<Map<String, String>, List<Double>> series(List<Scrape> scrapes) {
    Map<Map<String, String>, List<Double>> series = new LinkedHashMap<>();
    for (Scrape scrape : scrapes) {
      for (PrometheusText.Sample sample : scrape.samples()) {
        if (sample.name().equals(metric)
            && sample.labels().entrySet().containsAll(labels.entrySet())) {
          Map<String, String> all = new TreeMap<>(sample.labels());
          all.put("pod", scrape.pod());
          series.computeIfAbsent(all, any -> new ArrayList<>()).add(sample.value());
        }
      }
    }
    return series;
  }
}
