package io.tidemark.streams.ingest;

import io.tidemark.domain.unsafe.UnsafeSwitch;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.apache.pekko.Done;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right of a node to announce the aggregates of partitions. The consumer group alone does not
 * give it: a node that was paused, or cut off, does not know that the group has gone on without it.
 *
 * <p>Invariant: a partition that its owner did not give back itself changes hands only after the
 * broker refuses whatever that owner still sends.
 */
public final class Claims {
  private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

  private final String owner;
  private final PartitionOwners owners;
  private final Consumer<Set<String>> fence;
  private final Executor blocking;

  /**
   * @param owner names this node and its aggregate type
   * @param fence has the broker refuse what these owners send from now on; blocking
   * @param blocking where owners and fence are called
   */
  public Claims(
      String owner, PartitionOwners owners, Consumer<Set<String>> fence, Executor blocking) {
    this.owner = owner;
    this.owners = owners;
    this.fence = fence;
    this.blocking = blocking;
  }

  String owner() {
    return owner;
  }

  /**
   * Takes partitions over.
   *
   * @param wanted whether a partition is still consumed here
   * @param opening opens what will announce; done before anything is claimed, for after that it
   *     could undo that this node was locked out
   * @return done when this node may announce; fails when database or broker do not answer
   */
  CompletionStage<Done> claim(Set<Integer> partitions, IntPredicate wanted, Runnable opening) {
    return CompletableFuture.supplyAsync(
        () -> {
          opening.run();
          return take(partitions, wanted);
        },
        blocking);
  }

  private Done take(Set<Integer> partitions, IntPredicate wanted) {
    Set<Integer> left = new TreeSet<>(partitions);
    left.removeIf(partition -> !wanted.test(partition));
    while (!left.isEmpty()) {
      Map<Integer, String> before = owners.of(left);
      Set<String> others = new TreeSet<>(before.values());
      others.remove(owner);
      if (!others.isEmpty() && !UnsafeSwitch.WITHOUT_FENCING) {
        LOG.info("{} did not give back all of the partitions {}: locked out", others, left);
        fence.accept(others);
      }
      left.removeAll(owners.replace(left, before, owner));
      left.removeIf(partition -> !wanted.test(partition));
    }
    release(unwanted(partitions, wanted));
    return Done.getInstance();
  }

  private static Set<Integer> unwanted(Set<Integer> partitions, IntPredicate wanted) {
    Set<Integer> unwanted = new TreeSet<>(partitions);
    unwanted.removeIf(wanted::test);
    return unwanted;
  }

  /** Gives partitions back of which nothing is on its way any more. Blocking. */
  void release(Set<Integer> partitions) {
    if (partitions.isEmpty()) {
      return;
    }
    try {
      owners.release(partitions, owner);
    } catch (RuntimeException e) {
      // The next owner locks this node out first, and its stream starts again.
      LOG.debug("partitions {} could not be given back: {}", partitions, e.toString());
    }
  }
}
