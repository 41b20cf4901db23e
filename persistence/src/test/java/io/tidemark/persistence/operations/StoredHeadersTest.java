package io.tidemark.persistence.operations;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tidemark.domain.envelope.DeadLetter;
import io.tidemark.domain.json.ExactJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredHeadersTest {
  @Test
  void keepsEveryByteAndTheOrder() throws Exception {
    List<byte[]> values =
        Arrays.asList(
            "ü".getBytes(StandardCharsets.UTF_8),
            new byte[0],
            null,
            new byte[] {'a', 0, 'b'},
            new byte[] {(byte) 0xff, (byte) 0xfe},
            "ü".getBytes(StandardCharsets.ISO_8859_1));
    List<DeadLetter.Header> headers =
        values.stream().map(value -> new DeadLetter.Header("name", value)).toList();

    String stored = StoredHeaders.write(headers).toString();
    assertFalse(stored.contains("\\u0000"), "PostgreSQL takes no NUL in jsonb");
    List<DeadLetter.Header> back = StoredHeaders.read(ExactJson.mapper().readTree(stored));
    assertEquals(values.size(), back.size());
    for (int i = 0; i < values.size(); i++) {
      assertEquals("name", back.get(i).name());
      assertArrayEquals(values.get(i), back.get(i).value(), "value " + i);
    }
  }

  @Test
  void readsWhatEarlierVersionsWrote() throws Exception {
    List<DeadLetter.Header> back =
        StoredHeaders.read(ExactJson.mapper().readTree("[[\"a\",\"x\"],[\"b\",null]]"));
    assertArrayEquals(new byte[] {'x'}, back.get(0).value());
    assertEquals(null, back.get(1).value());
  }
}
