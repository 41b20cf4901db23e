package io.tidemark.load.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlertRuleTest {
  private static final long MINUTE = 60_000;

  private final List<Scrape> scrapes = new ArrayList<>();

  private void scrape(long milliseconds, String pod, String... lines) {
    List<PrometheusText.Sample> samples = new ArrayList<>();
    for (String line : lines) {
      String name = line.split("[{ ]")[0];
      samples.addAll(
          PrometheusText.parse("# TYPE " + name + " gauge\n" + line + "\n").get(name).samples());
    }
    scrapes.add(new Scrape(milliseconds, pod, samples));
  }

  private Set<Map<String, String>> holds(String expression) {
    return new AlertRule("Alert", expression, Duration.ZERO, "none").holdsFor(scrapes);
  }

  @Test
  void tellsGroupsApart() {
    scrape(0, "one", "lag{type=\"cart\"} 5", "lag{type=\"order\"} 1");
    scrape(1, "two", "lag{type=\"cart\"} 1", "lag{type=\"order\"} 4");
    assertEquals(
        Set.of(Map.of("type", "cart"), Map.of("type", "order")), holds("max by (type) (lag) > 3"));
    assertEquals(Set.of(Map.of("pod", "one")), holds("max by (pod) (lag{type=\"cart\"}) > 3"));
    assertEquals(Set.of(), holds("min by (type) (lag) > 1"));
    assertEquals(Set.of(Map.of("type", "cart")), holds("sum by (type) (lag) > 5"));
  }

  @Test
  void whatIsNewHasNotGrown() {
    String grown = "sum by (pod) (increase(errors[10m])) > 2";
    scrape(0, "one");
    scrape(MINUTE, "one", "errors 9");
    assertEquals(Set.of(), holds(grown));
    scrape(2 * MINUTE, "one", "errors 12");
    assertEquals(Set.of(Map.of("pod", "one")), holds(grown));
    scrape(11 * MINUTE - 1, "one", "errors 12");
    assertEquals(Set.of(Map.of("pod", "one")), holds(grown));
    scrape(13 * MINUTE, "one", "errors 12");
    assertEquals(Set.of(), holds(grown), "it is too long ago");
  }

  @Test
  void whatFellBeganAnew() {
    scrape(0, "one", "errors 100");
    scrape(1, "one", "errors 4");
    assertEquals(Set.of(Map.of("pod", "one")), holds("sum by (pod) (increase(errors[10m])) > 3"));
    assertEquals(Set.of(), holds("sum by (pod) (increase(errors[10m])) > 4"));
  }

  @Test
  void dividesByGroupAndNothingByNothingIsNoNumber() {
    String mean = "sum by (pod) (rate(sum[5m])) / sum by (pod) (rate(count[5m])) > 0.25";
    scrape(0, "one", "sum 1", "count 10");
    scrape(0, "two", "sum 1", "count 10");
    scrape(1, "one", "sum 2", "count 12");
    scrape(1, "two", "sum 1", "count 10");
    assertEquals(Set.of(Map.of("pod", "one")), holds(mean));
  }

  @Test
  void looksBack() {
    String mostly = "max by (pod) (avg_over_time(members{state=\"unreachable\"}[5m])) > 0.4";
    scrape(0, "one", "members{state=\"unreachable\"} 0");
    scrape(1, "one", "members{state=\"unreachable\"} 1");
    assertEquals(Set.of(Map.of("pod", "one")), holds(mostly));
    scrape(2, "one", "members{state=\"unreachable\"} 0");
    assertEquals(Set.of(), holds(mostly), "a third of the time");
    String once = "max by (pod) (max_over_time(members{state=\"unreachable\"}[5m])) > 0.4";
    assertEquals(Set.of(Map.of("pod", "one")), holds(once));
    scrape(5 * MINUTE + 1, "one", "members{state=\"unreachable\"} 0");
    assertEquals(Set.of(), holds(once), "it is too long ago");
  }

  @Test
  void isAbsentWhenNoPodAnswers() {
    scrape(0, "one", "ready 1");
    scrape(0, "two", "ready 1");
    scrape(1, "one");
    assertEquals(Set.of(), holds("absent(ready)"));
    scrape(1, "two");
    assertFalse(holds("absent(ready)").isEmpty());
  }

  @Test
  void aBoundIsShortened() throws IOException {
    scrape(0, "one", "lag 13");
    AlertRule rule = new AlertRule("Alert", "max by (pod) (lag) > 120", Duration.ZERO, "none");
    assertEquals(Set.of(), rule.holdsFor(scrapes));
    assertEquals(Set.of(Map.of("pod", "one")), rule.withBoundTimes(0.1).holdsFor(scrapes));
  }

  @Test
  void refusesWhatItDoesNotUnderstand() {
    scrape(0, "one", "lag 1");
    for (String expression :
        List.of("lag > 1", "max by (pod) (lag)", "count by (pod) (lag) > 1", "absent(lag) > 1")) {
      assertThrows(IllegalArgumentException.class, () -> holds(expression), expression);
    }
  }
}
