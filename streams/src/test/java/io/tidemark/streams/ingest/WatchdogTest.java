package io.tidemark.streams.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private static final TopicPartition ZERO = new TopicPartition("in", 0);
  private static final TopicPartition ONE = new TopicPartition("in", 1);
  private static final Object RUN = new Object();

  private final Set<TopicPartition> withMore = new HashSet<>();
  private final List<Map<TopicPartition, Long>> probed = new ArrayList<>();
  private long seconds;
  private boolean brokerAway;

  private final Watchdog watchdog =
      new Watchdog(
          "cart",
          next -> {
            probed.add(next);
            if (brokerAway) {
              throw new KafkaException("away");
            }
            Set<TopicPartition> found = new HashSet<>(withMore);
            found.retainAll(next.keySet());
            return found;
          },
          Duration.ofSeconds(60),
          () -> seconds * 1_000_000_000L);

  @Test
  void aPartitionThatHasRecordsAndReceivesNoneIsStuck() {
    withMore.addAll(Set.of(ZERO, ONE));
    assertEquals(Set.of(), lookAfter(0, RUN, Map.of(ZERO, 5L, ONE, 5L)));
    assertEquals(Set.of(), lookAfter(59, RUN, Map.of(ZERO, 5L, ONE, 6L)));
    assertEquals(Set.of(ZERO), lookAfter(1, RUN, Map.of(ZERO, 5L, ONE, 6L)));
    assertEquals(List.of(Map.of(ZERO, 5L)), probed);
    assertEquals(Set.of(ONE), lookAfter(59, RUN, Map.of(ZERO, 5L, ONE, 6L)));
    assertEquals(Set.of(ZERO), lookAfter(1, RUN, Map.of(ZERO, 5L, ONE, 6L)), "said once a minute");
  }

  @Test
  void anIdlePartitionIsNot() {
    lookAfter(0, RUN, Map.of(ZERO, -1L));
    assertEquals(Set.of(), lookAfter(61, RUN, Map.of(ZERO, -1L)));
    assertEquals(1, probed.size());
    lookAfter(30, RUN, Map.of(ZERO, -1L));
    assertEquals(1, probed.size(), "not asked again so soon");
  }

  @Test
  void anotherRunAndAnotherAssignmentBeginAnew() {
    withMore.add(ZERO);
    lookAfter(0, RUN, Map.of(ZERO, 5L));
    assertEquals(Set.of(), lookAfter(61, new Object(), Map.of(ZERO, 5L)));
    assertEquals(Set.of(), lookAfter(61, RUN, Map.of(ZERO, 5L)));
    lookAfter(1, RUN, Map.of());
    assertEquals(Set.of(), lookAfter(61, RUN, Map.of(ZERO, 5L)));
  }

  @Test
  void aBrokerThatDoesNotAnswerProvesNothing() {
    withMore.add(ZERO);
    brokerAway = true;
    lookAfter(0, RUN, Map.of(ZERO, 5L));
    assertEquals(Set.of(), lookAfter(61, RUN, Map.of(ZERO, 5L)));
  }

  private Set<TopicPartition> lookAfter(int later, Object run, Map<TopicPartition, Long> next) {
    seconds += later;
    return watchdog.look(run, next);
  }
}
