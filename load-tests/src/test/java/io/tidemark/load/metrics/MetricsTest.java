package io.tidemark.load.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.domain.path.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a node shows, read as Prometheus reads it: held against the documented table, what the
 * alerts ask for and the dashboard. That the alerts fire, {@link AlertsIT} shows.
 */
final class MetricsTest {
  private static final Path ROOT = Path.of("..");
  private static final Path MONITORING = ROOT.resolve("k8s/components/monitoring");
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z0-9_]+)` \\| (\\w+) \\|([^|]*)\\| [^|]+ \\|");

  private static Situation situation;

  @BeforeAll
  static void measure() {
    situation = new Situation();
  }

  @AfterAll
  static void stop() {
    situation.close();
  }

  private static Map<String, PrometheusText.Family> shown() throws Exception {
    Map<String, PrometheusText.Family> shown = PrometheusText.parse(situation.scrape());
    shown.remove(Situation.MARKER);
    return shown;
  }

  @Test
  void showsWhatWasCounted() throws Exception {
    Map<String, String> decode = Map.of("verb", "decode");
    Map<String, PrometheusText.Family> before = shown();
    Verb.DECODE.done(7, System.nanoTime() - 20_000_000);
    Verb.DECODE.failed(2);
    Map<String, PrometheusText.Family> after = shown();
    assertEquals(7, grown("tidemark_verb_events_total", "", decode, before, after));
    assertEquals(2, grown("tidemark_verb_errors_total", "", decode, before, after));
    assertEquals(1, grown("tidemark_verb_duration_seconds", "_count", decode, before, after));
    assertEquals(
        0.02, grown("tidemark_verb_duration_seconds", "_sum", decode, before, after), 0.01);
    assertEquals(3, after.get("tidemark_cluster_members").sum("", Map.of("state", "up")));
    assertEquals(5, after.get("tidemark_projection_events_total").sum("", Map.of()));
    assertEquals(
        1, after.get("tidemark_http_requests_total").sum("", Map.of("path", "aggregates")));
  }

  /** A metric that begins with its first failure has not grown by it, as alerts reckon. */
  @Test
  void failedRequestsAreShownBeforeThereAreAny() throws Exception {
    var failures =
        shown().get("tidemark_http_requests_total").samples().stream()
            .filter(sample -> "5xx".equals(sample.labels().get("status")))
            .toList();
    for (String path : List.of("aggregates", "projections", "dead-letters", "other")) {
      for (String method : List.of("get", "other")) {
        Map<String, String> labels = Map.of("path", path, "method", method);
        assertTrue(
            failures.stream()
                .anyMatch(
                    sample ->
                        sample.value() == 0
                            && sample.labels().entrySet().containsAll(labels.entrySet())),
            labels.toString());
      }
    }
  }

  private static double grown(
      String metric,
      String suffix,
      Map<String, String> labels,
      Map<String, PrometheusText.Family> before,
      Map<String, PrometheusText.Family> after) {
    return after.get(metric).sum(suffix, labels) - before.get(metric).sum(suffix, labels);
  }

  /** One row of the table: type and labels. */
  private record Row(String type, Set<String> labels) {}

  private static Map<String, Row> documented() throws IOException {
    Map<String, Row> rows = new TreeMap<>();
    Matcher row = ROW.matcher(Files.readString(ROOT.resolve("docs/metrics.md")));
    while (row.find()) {
      Set<String> labels =
          Arrays.stream(row.group(3).split("[ ,`]+"))
              .filter(label -> !label.isBlank())
              .collect(Collectors.toCollection(TreeSet::new));
      rows.put(row.group(1), new Row(row.group(2), labels));
    }
    return rows;
  }

  @Test
  void theDocumentedTableIsWhatIsShown() throws Exception {
    Map<String, Row> documented = documented();
    StringBuilder rows = new StringBuilder();
    Set<String> missing = new TreeSet<>(documented.keySet());
    shown()
        .forEach(
            (name, family) -> {
              Row row = new Row(family.type(), family.labels());
              // A figure of the JVM that nothing was measured for yet has no lines, and no labels.
              boolean unused = family.samples().isEmpty() && documented.containsKey(name);
              if (!unused && !row.equals(documented.get(name))) {
                rows.append(name).append(' ').append(row).append('\n');
              }
              missing.remove(name);
            });
    assertEquals("", rows.toString(), "shown, and documented otherwise or not at all");
    // What the JVM shows depends on which one it is, and on what has happened in it.
    missing.removeIf(name -> !name.startsWith("tidemark_"));
    assertEquals(Set.of(), missing, "documented, and not shown");
  }

  @Test
  void namesAreAsPrometheusWantsThem() throws Exception {
    shown()
        .forEach(
            (name, family) -> {
              if (name.startsWith("tidemark_")) {
                assertEquals(family.type().equals("counter"), name.endsWith("_total"), name);
                assertFalse(name.contains("milli"), name);
              }
            });
  }

  @Test
  void everyAlertAsksForWhatIsShownAndHasItsRunbook() throws IOException {
    String operations = Files.readString(ROOT.resolve("docs/operations.md"));
    Set<String> known = documented().keySet();
    AlertRule.all()
        .forEach(
            (name, alert) -> {
              Set<String> asked = AlertRule.metrics(alert.expression());
              assertTrue(!asked.isEmpty() && known.containsAll(asked), name + " " + asked);
              String title = alert.runbook().split("#")[1].replace('-', ' ');
              Matcher section =
                  Pattern.compile(
                          "(?i)### " + title + "\n\n`" + name + "`(.*?)(?=###|\\z)", Pattern.DOTALL)
                      .matcher(operations);
              assertTrue(section.find(), name + " has no section " + title);
              for (String part :
                  List.of("*What it means.*", "*How to look closer.*", "*What to do.*")) {
                assertTrue(section.group(1).contains(part), name + " lacks " + part);
              }
            });
  }

  @Test
  void theDashboardAndTheGuideAskForWhatIsShown() throws IOException {
    Set<String> known = documented().keySet();
    JsonNode dashboard = new ObjectMapper().readTree(MONITORING.resolve("dashboard.json").toFile());
    List<String> expressions = dashboard.get("panels").findValuesAsText("expr");
    assertTrue(expressions.size() > 20, expressions.toString());
    for (String expression : expressions) {
      Set<String> asked = AlertRule.metrics(expression);
      assertTrue(!asked.isEmpty() && known.containsAll(asked), expression);
    }
    Set<Integer> ids = new TreeSet<>();
    dashboard.get("panels").forEach(panel -> assertTrue(ids.add(panel.get("id").asInt())));
    for (String page : List.of("operations.md", "scaling.md")) {
      Set<String> asked = AlertRule.metrics(Files.readString(ROOT.resolve("docs").resolve(page)));
      assertTrue(known.containsAll(asked), page + " " + asked);
    }
  }
}
