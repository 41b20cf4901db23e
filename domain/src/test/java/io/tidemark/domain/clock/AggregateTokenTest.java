package io.tidemark.domain.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AggregateTokenTest {
  private static final ConsistencyToken TOKEN =
      new ConsistencyToken(new EffectiveTime(-5, 300), Map.of("eu", 7L, "ü", Long.MAX_VALUE));

  @Test
  void saysWhoseItIs() {
    AggregateToken read = AggregateToken.decode(TOKEN.encode("cart", "a/ä|1"));

    assertEquals(new AggregateToken("cart", "a/ä|1", TOKEN), read);
    assertEquals(TOKEN, ConsistencyToken.decode(TOKEN.encode("cart", "a/ä|1")));
  }

  @Test
  void needNotSayWhoseItIs() {
    AggregateToken read = AggregateToken.decode(TOKEN.encode());

    assertFalse(read.isNamed());
    assertEquals(TOKEN, read.token());
    assertEquals(
        ConsistencyToken.NOTHING, ConsistencyToken.decode(ConsistencyToken.NOTHING.encode()));
  }

  /** Tokens that were given out before tokens had names. */
  @Test
  void readsTheTokensOfOld() {
    assertEquals(
        new ConsistencyToken(new EffectiveTime(1, 2), Map.of("s", 3L)),
        ConsistencyToken.decode("AgEAAAAAAAAAAQIBcwM"));
    assertEquals(
        "AgEAAAAAAAAAAQIBcwM",
        new ConsistencyToken(new EffectiveTime(1, 2), Map.of("s", 3L)).encode());
  }

  @Test
  void refusesWhatIsNoToken() {
    byte[] sound = Base64.getUrlDecoder().decode(TOKEN.encode("cart", "c1"));
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] broken = Arrays.copyOf(sound, random.nextInt(sound.length));
      if (broken.length > 0) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      try {
        AggregateToken.decode(Base64.getUrlEncoder().encodeToString(broken));
      } catch (IllegalArgumentException expected) {
        refused++;
      }
    }
    assertEquals(true, refused > 10_000, refused + " refused, and nothing else thrown");
    for (String text : new String[] {"", "A", "AgQ", "AwA", "%%", "AgAB"}) {
      assertThrows(IllegalArgumentException.class, () -> AggregateToken.decode(text), text);
    }
  }
}
