package io.tidemark.load.metrics;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Stands in for Prometheus: looks at nodes' {@code /metrics} again and again and evaluates the
 * alerts on what they showed. Values, scrape times and ranges are real; for how long an alert must
 * hold is shortened, a minute to {@link #MINUTE}.
 */
final class AlertWatch implements AutoCloseable {
  /** What takes the place of a minute of a rule's {@code for}. */
  static final Duration MINUTE = Duration.ofMillis(500);

  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int MOST_PODS = 4;

  private final Collection<AlertRule> rules;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  /** A thread for each pod: one that does not answer must not hold up the others. */
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(MOST_PODS);

  private final List<Scrape> scrapes = new ArrayList<>();
  private final Map<String, Map<Map<String, String>, Long>> holdingSince = new HashMap<>();
  private final Map<String, Long> fired = new TreeMap<>();
  private RuntimeException failure;

  AlertWatch(Collection<AlertRule> rules) {
    this.rules = List.copyOf(rules);
  }

  /** From now on looks at a pod, whether it answers or not. */
  void add(String pod, int httpPort) {
    HttpRequest metrics =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/metrics"))
            .timeout(PATIENCE)
            .build();
    clock.scheduleWithFixedDelay(
        () -> look(pod, metrics), 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look(String pod, HttpRequest metrics) {
    try {
      evaluate(pod, samples(ask(metrics)));
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException wrong) {
      fail(wrong);
    }
  }

  /** Nothing when there is no answer, or one that says that there is none. */
  private String ask(HttpRequest metrics) throws InterruptedException {
    try {
      HttpResponse<String> answer = client.send(metrics, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 ? answer.body() : "";
    } catch (IOException noAnswer) {
      return "";
    }
  }

  private List<PrometheusText.Sample> samples(String text) {
    return PrometheusText.parse(text).entrySet().stream()
        .filter(family -> isAskedFor(family.getKey()))
        .flatMap(family -> family.getValue().samples().stream())
        .toList();
  }

  private boolean isAskedFor(String metric) {
    return rules.stream().anyMatch(rule -> rule.expression().contains(metric));
  }

  private synchronized void evaluate(String pod, List<PrometheusText.Sample> samples) {
    long now = now();
    scrapes.add(new Scrape(now, pod, samples));
    for (AlertRule rule : rules) {
      Map<Map<String, String>, Long> since =
          holdingSince.computeIfAbsent(rule.name(), any -> new HashMap<>());
      Set<Map<String, String>> groups = rule.holdsFor(scrapes);
      since.keySet().retainAll(groups);
      groups.forEach(group -> since.putIfAbsent(group, now));
      long longEnough = rule.holding().toSeconds() * MINUTE.toMillis() / 60;
      if (since.values().stream().anyMatch(began -> now - began >= longEnough)) {
        fired.putIfAbsent(rule.name(), now);
      }
    }
    notifyAll();
  }

  private synchronized void fail(RuntimeException wrong) {
    failure = wrong;
    notifyAll();
  }

  /** The alerts that have fired so far, and when first, by {@link #now}. */
  synchronized Map<String, Long> fired() {
    return new TreeMap<>(fired);
  }

  /** In milliseconds, since no particular time. */
  static long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  /** Waits until it has looked so often again, at whatever pod. */
  synchronized void awaitLooks(int more) throws InterruptedException {
    int wanted = scrapes.size() + more;
    while (scrapes.size() < wanted) {
      requireSound();
      wait(INTERVAL.toMillis());
    }
  }

  /**
   * Waits until alerts have fired.
   *
   * @return whether all have in time
   */
  synchronized boolean awaitFired(Set<String> alerts, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!fired.keySet().containsAll(alerts) && System.nanoTime() < deadline) {
      requireSound();
      wait(INTERVAL.toMillis());
    }
    return fired.keySet().containsAll(alerts);
  }

  private void requireSound() {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
