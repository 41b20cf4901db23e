package io.tidemark.load.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusTextTest {
  @Test
  void readsWhatIsAllowed() {
    var families =
        PrometheusText.parse(
            "# HELP a_total what it is\n# TYPE a_total counter\na_total{x=\"1\",y=\"\\\"\"} 3\n"
                + "a_total{x=\"2\",y=\"\"} 4.5e1 1700000000000\n"
                + "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\n"
                + "h_sum 3\nh_count 2\n");
    assertEquals(48, families.get("a_total").sum("", Map.of()));
    assertEquals(Set.of("x", "y"), families.get("a_total").labels());
    assertEquals(Set.of(), families.get("h").labels());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a 1\n",
        "# TYPE a counter\na 1",
        "# TYPE a counter\na one\n",
        "# TYPE a counter\na -1\n",
        "# TYPE a counter\na 1\na 1\n",
        "# TYPE a counter\n# TYPE a counter\n",
        "# TYPE a metre\na 1\n",
        "# TYPE a gauge\nb 1\n",
        "# TYPE a gauge\na{x=1} 1\n",
        "# TYPE a gauge\na{x=\"1\" y=\"2\"} 1\n",
        "# TYPE a gauge\na{x=\"1\",x=\"2\"} 1\n",
        "# TYPE a gauge\na{x-y=\"1\"} 1\n",
        "# TYPE a histogram\na_bucket{le=\"2\"} 2\na_bucket{le=\"1\"} 3\n",
        "# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_count 1\n",
        "# TYPE a histogram\na_bucket{le=\"1\"} 2\na_count 2\n",
      })
  void refusesWhatIsNot(String text) {
    assertThrows(IllegalArgumentException.class, () -> PrometheusText.parse(text));
  }
}
