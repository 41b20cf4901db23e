package io.tidemark.load.metrics;

import java.util.List;

/**
 * What a look at a pod's metrics showed.
 *
 * @param milliseconds when
 * @param pod whose
 * @param samples nothing when it did not answer
 */
record Scrape(long milliseconds, String pod, List<PrometheusText.Sample> samples) {
  Scrape {
    samples = List.copyOf(samples);
  }
}
