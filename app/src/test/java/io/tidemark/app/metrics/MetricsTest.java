package io.tidemark.app.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.domain.path.Verb;
import io.tidemark.persistence.aggregate.FailedRecovery;
import io.tidemark.persistence.operations.OpenMatters;
import io.tidemark.streams.ingest.CountedTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What a node shows, read as Prometheus reads it: held against the documented table, the alerts and
 * the dashboard.
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

  private static Map<String, PrometheusText.Family> shown() throws InterruptedException {
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

  private static Map<String, Map<String, Object>> alerts() throws IOException {
    Map<String, Map<String, Object>> alerts = new LinkedHashMap<>();
    JsonNode file =
        new ObjectMapper()
            .valueToTree(
                new Yaml(new SafeConstructor(new LoaderOptions()))
                    .load(Files.readString(MONITORING.resolve("prometheus-rule.yaml"))));
    for (JsonNode rule : file.at("/spec/groups/0/rules")) {
      alerts.put(
          rule.get("alert").asText(),
          Map.of(
              "rule",
              new AlertRule(rule.get("expr").asText()),
              "runbook",
              rule.at("/annotations/runbook").asText()));
    }
    return alerts;
  }

  private static Set<String> firing(
      Map<String, PrometheusText.Family> before, Map<String, PrometheusText.Family> now)
      throws IOException {
    Set<String> firing = new TreeSet<>();
    alerts()
        .forEach(
            (name, alert) -> {
              if (((AlertRule) alert.get("rule")).fires(before, now)) {
                firing.add(name);
              }
            });
    return firing;
  }

  @Test
  void everyAlertFiresWhenItsCauseIsThereAndNoneBefore() throws Exception {
    Map<String, PrometheusText.Family> first = shown();
    Verb.PERSIST.done(10, System.nanoTime() - 5_000_000);
    Map<String, PrometheusText.Family> calm = shown();
    assertEquals(Set.of(), firing(first, calm));

    situation.checks = Map.of("database", false, "cluster", true);
    situation.members = new NodeStateMetrics.Members(3, 1);
    situation.connections = new NodeStateMetrics.Connections(6, 0, 2);
    situation.open = new OpenMatters(1, Duration.ofHours(2), 3, 4);
    situation.projectionLag = 20_000;
    situation.projectionRestarts += 4;
    situation.standing = new LagMetrics.Standing(10, 20);
    CountedTrouble.restarts(situation.counters, 4);
    FailedRecovery.happens();
    Verb.PERSIST.done(1, System.nanoTime() - 1_000_000_000L);
    situation.answered("/projections/carts", 503, 11);
    shown();
    situation.nanos += Duration.ofMinutes(3).toNanos();
    Map<String, PrometheusText.Family> trouble = shown();
    Set<String> all = new TreeSet<>(alerts().keySet());
    // Whether nodes are there at all, only Prometheus can tell.
    assertTrue(all.remove("TidemarkNodesGone"));
    assertEquals(all, firing(calm, trouble));
    assertEquals(Set.of("TidemarkNodesGone"), firing(Map.of(), Map.of()));
  }

  @Test
  void everyAlertAsksForWhatIsShownAndHasItsRunbook() throws IOException {
    String operations = Files.readString(ROOT.resolve("docs/operations.md"));
    Set<String> known = documented().keySet();
    alerts()
        .forEach(
            (name, alert) -> {
              Set<String> asked = ((AlertRule) alert.get("rule")).metrics();
              assertTrue(!asked.isEmpty() && known.containsAll(asked), name + " " + asked);
              String title = String.valueOf(alert.get("runbook")).split("#")[1].replace('-', ' ');
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
      Set<String> asked = new AlertRule(expression).metrics();
      assertTrue(!asked.isEmpty() && known.containsAll(asked), expression);
    }
    Set<Integer> ids = new TreeSet<>();
    dashboard.get("panels").forEach(panel -> assertTrue(ids.add(panel.get("id").asInt())));
    for (String page : List.of("operations.md", "scaling.md")) {
      Set<String> asked =
          new AlertRule(Files.readString(ROOT.resolve("docs").resolve(page))).metrics();
      assertTrue(known.containsAll(asked), page + " " + asked);
    }
  }

  @Test
  void aWaitGrowsUntilItIsOver() {
    TimeLag lag = new TimeLag();
    long second = 1_000_000_000L;
    assertEquals(0, lag.seconds(0, 5, 5));
    assertEquals(10, lag.seconds(10 * second, 5, 8));
    assertEquals(20, lag.seconds(20 * second, 5, 9));
    // What was there at 10 s is done with; what came until 20 s is not.
    assertEquals(20, lag.seconds(30 * second, 8, 9));
    assertEquals(0, lag.seconds(40 * second, 9, 9));
  }
}
