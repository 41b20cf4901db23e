package io.tidemark.persistence.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import scala.concurrent.Future;
import scala.concurrent.Promise;

/**
 * Gathers what many ask for one by one into few calls: what comes while calls are under way goes
 * together with the next. So a call is small when there is little to do, and large when there is
 * much. Safe for use by many threads.
 */
final class Gathering<Q, A> {

  /** Answers many questions at once, in their order. Blocking. */
  interface Call<Q, A> {
    List<A> answer(List<Q> questions) throws Exception;
  }

  private record Pending<Q, A>(Q question, Promise<A> promise) {}

  private final Executor executor;
  private final int parallelism;
  private final int most;
  private final Call<Q, A> call;
  private final Queue<Pending<Q, A>> pending = new ConcurrentLinkedQueue<>();
  private final AtomicInteger running = new AtomicInteger();

  /**
   * @param executor where calls may block
   * @param parallelism calls at one time
   * @param most questions of one call
   */
  Gathering(Executor executor, int parallelism, int most, Call<Q, A> call) {
    this.executor = executor;
    this.parallelism = parallelism;
    this.most = most;
    this.call = call;
  }

  /** Asks; fails with what the call failed with. */
  Future<A> ask(Q question) {
    Pending<Q, A> asked = new Pending<>(question, Promise.apply());
    pending.add(asked);
    startIfAllowed();
    return asked.promise().future();
  }

  private void startIfAllowed() {
    int now = running.get();
    while (now < parallelism && !pending.isEmpty()) {
      if (running.compareAndSet(now, now + 1)) {
        executor.execute(this::run);
        return;
      }
      now = running.get();
    }
  }

  private void run() {
    try {
      List<Pending<Q, A>> batch = take();
      while (!batch.isEmpty()) {
        answer(batch);
        batch = take();
      }
    } finally {
      running.decrementAndGet();
    }
    // Something may have come between the last look and the end.
    startIfAllowed();
  }

  private List<Pending<Q, A>> take() {
    List<Pending<Q, A>> batch = new ArrayList<>();
    while (batch.size() < most) {
      Pending<Q, A> next = pending.poll();
      if (next == null) {
        break;
      }
      batch.add(next);
    }
    return batch;
  }

  private void answer(List<Pending<Q, A>> batch) {
    try {
      List<A> answers = call.answer(batch.stream().map(Pending::question).toList());
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).promise().success(answers.get(i));
      }
    } catch (Exception e) {
      batch.forEach(asked -> asked.promise().tryFailure(e));
    }
  }
}
