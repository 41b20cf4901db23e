package io.tidemark.app.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.app.http.NotIncludedException;
import io.tidemark.domain.clock.ConsistencyToken;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class AggregatesTest {
  /** None is asked: PostgreSQL could not even be asked for its journal. */
  @Test
  void anIdWithNulIsOfNoAggregate() throws Exception {
    Aggregates aggregates = new Aggregates(Map.of());
    assertEquals(
        Optional.empty(),
        aggregates.read("thing", "a\0b", Optional.empty()).toCompletableFuture().get());
    ExecutionException refused =
        assertThrows(
            ExecutionException.class,
            () ->
                aggregates
                    .including("thing", "a\0b", ConsistencyToken.NOTHING, Duration.ofHours(1))
                    .toCompletableFuture()
                    .get());
    assertInstanceOf(NotIncludedException.class, refused.getCause());
  }
}
