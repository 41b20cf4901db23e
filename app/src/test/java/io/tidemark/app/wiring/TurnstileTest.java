package io.tidemark.app.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.app.http.BusyException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class TurnstileTest {
  private final Turnstile turnstile = new Turnstile(2, 2);
  private final List<CompletableFuture<String>> started = new ArrayList<>();

  @Test
  void letsSomeInSomeWaitAndTurnsAwayTheRest() {
    List<CompletableFuture<String>> passing = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      passing.add(pass());
    }
    assertEquals(2, started.size());
    CompletableFuture<String> tooMany = pass();
    assertInstanceOf(
        BusyException.class, assertThrows(CompletionException.class, tooMany::join).getCause());

    started.get(0).complete("done");
    assertEquals(3, started.size(), "the next in turn");
    started.get(1).completeExceptionally(new IllegalStateException("failed"));
    assertEquals(4, started.size(), "failures make room too");
    started.get(2).complete("third");
    started.get(3).complete("fourth");
    assertEquals("fourth", passing.get(3).join());

    started.clear();
    pass();
    pass();
    pass();
    assertEquals(2, started.size(), "all went out by the door they came in");
  }

  @Test
  void workThatDoesNotEvenStartMakesRoom() {
    for (int i = 0; i < 5; i++) {
      CompletableFuture<Object> failed =
          turnstile
              .pass(
                  () -> {
                    throw new IllegalStateException("at once");
                  })
              .toCompletableFuture();
      assertThrows(CompletionException.class, failed::join);
    }
    pass();
    assertEquals(1, started.size());
  }

  private CompletableFuture<String> pass() {
    return turnstile
        .pass(
            () -> {
              CompletableFuture<String> work = new CompletableFuture<>();
              started.add(work);
              return work;
            })
        .toCompletableFuture();
  }
}
