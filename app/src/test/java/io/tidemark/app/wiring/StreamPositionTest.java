package io.tidemark.app.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamPositionTest {
  @Test
  void comesBackAsItWas() {
    long[] offsets = {0, 1, 127, 128, 1L << 40, Long.MAX_VALUE};
    StreamPosition position = StreamPosition.read(StreamPosition.at(offsets).text()).orElseThrow();
    for (int partition = 0; partition < offsets.length; partition++) {
      assertEquals(offsets[partition], position.offset(partition));
    }
    assertEquals(0, position.offset(offsets.length), "a partition that came later");
  }

  @Test
  void refusesWhatItNeverGave() {
    List<byte[]> garbage =
        List.of(
            new byte[] {},
            new byte[] {2, 1},
            new byte[] {1, (byte) 0x80},
            new byte[] {1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1});
    for (byte[] bytes : garbage) {
      String text = Base64.getUrlEncoder().encodeToString(bytes);
      assertTrue(StreamPosition.read(text).isEmpty(), text);
    }
    assertTrue(StreamPosition.read("no base64!").isEmpty());
  }
}
