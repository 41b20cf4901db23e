package io.tidemark.app.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";

  @Test
  void readsIdsAndWhetherItIsSampled() {
    TraceContext sampled = parse("00-" + TRACE + "-" + SPAN + "-01").orElseThrow();
    assertEquals(new TraceContext(TRACE, SPAN, true), sampled);
    assertFalse(parse("00-" + TRACE + "-" + SPAN + "-00").orElseThrow().sampled());
    assertTrue(parse("00-" + TRACE + "-" + SPAN + "-ff").orElseThrow().sampled());
  }

  @Test
  void readsALaterVersionThatSaysMore() {
    assertTrue(parse("01-" + TRACE + "-" + SPAN + "-01-more").isPresent());
    assertTrue(parse("01-" + TRACE + "-" + SPAN + "-01").isPresent());
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473x-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
        "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"
      })
  void takesWhatIsNoContextForNone(String text) {
    assertEquals(Optional.empty(), parse(text));
  }

  @Test
  void isAmongAPartByItsIdAlone() {
    SplittableRandom random = new SplittableRandom(1);
    int among = 0;
    for (int i = 0; i < 10_000; i++) {
      String id = String.format(Locale.ROOT, "%016x%016x", random.nextLong(), random.nextLong());
      TraceContext context = new TraceContext(id, SPAN, true);
      assertTrue(context.isAmong(1));
      assertFalse(context.isAmong(0));
      among += context.isAmong(0.1) ? 1 : 0;
    }
    assertTrue(among > 800 && among < 1_200, among + " of 10,000");
  }

  private static Optional<TraceContext> parse(String text) {
    return TraceContext.parse(text);
  }
}
