package io.tidemark.streams.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ClaimsTest {
  private final FakeOwners owners = new FakeOwners();
  private final List<Set<String>> lockedOut = new ArrayList<>();
  private final List<Map<Integer, String>> opened = new ArrayList<>();

  @Test
  void whatNobodyOwnsIsTakenWithoutLockingAnyoneOut() {
    claim(lockedOut::add, Set.of(1, 2));
    assertEquals(Map.of(1, "me", 2, "me"), owners.owners);
    assertEquals(List.of(Map.of()), opened, "opened before anything is taken");
    claim(lockedOut::add, Set.of(1));
    assertEquals(List.of(), lockedOut, "not even ourselves");
  }

  @Test
  void whoDidNotGiveBackIsLockedOutBeforeTheOwnerChanges() {
    owners.owners.putAll(Map.of(1, "dead", 2, "paused", 3, "other"));
    claim(
        others -> {
          assertEquals(Map.of(1, "dead", 2, "paused", 3, "other"), owners.owners);
          lockedOut.add(others);
        },
        Set.of(1, 2, 4));
    assertEquals(List.of(Set.of("dead", "paused")), lockedOut);
    assertEquals(Map.of(1, "me", 2, "me", 3, "other", 4, "me"), owners.owners);
  }

  @Test
  void whoeverWasFasterIsLockedOutToo() {
    owners.owners.put(1, "dead");
    claim(
        others -> {
          lockedOut.add(others);
          owners.owners.putIfAbsent(2, "fast");
          owners.owners.replace(1, "dead", "fast");
        },
        Set.of(1));
    assertEquals(List.of(Set.of("dead"), Set.of("fast")), lockedOut);
    assertEquals("me", owners.owners.get(1));
  }

  @Test
  void withoutTheBrokersWordNothingIsTaken() {
    owners.owners.put(1, "dead");
    assertThrows(
        CompletionException.class,
        () ->
            claim(
                others -> {
                  throw new IllegalStateException("no broker");
                },
                Set.of(1)));
    assertEquals(Map.of(1, "dead"), owners.owners);
  }

  @Test
  void whatIsNoLongerWantedIsLetGo() {
    owners.owners.put(1, "dead");
    boolean[] wanted = {true};
    new Claims("me", owners, others -> wanted[0] = false, Runnable::run)
        .claim(Set.of(1, 2), partition -> wanted[0], () -> {})
        .toCompletableFuture()
        .join();
    assertEquals(Map.of(), owners.owners);
  }

  private void claim(Consumer<Set<String>> fence, Set<Integer> partitions) {
    new Claims("me", owners, fence, Runnable::run)
        .claim(partitions, partition -> true, () -> opened.add(Map.copyOf(owners.owners)))
        .toCompletableFuture()
        .join();
  }
}
