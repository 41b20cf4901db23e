package io.tidemark.persistence.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gathers what many ask for one by one into few calls: what comes while calls are under way goes
 * together with the next. So a call is small when there is little to do, and large when there is
 * much. Safe for use by many threads.
 */
public final class Gathering<Q extends Gathering.Question> {

  /** Knows who asked. */
  public interface Question {
    /** There will be no answer; does nothing when there was one. */
    void refuse(Throwable cause);
  }

  /** Answers many questions at once; those that are not answered when it fails are refused. */
  public interface Call<Q> {
    /** Blocking. */
    void answer(List<Q> questions) throws Exception;
  }

  private final Executor executor;
  private final int parallelism;
  private final int most;
  private final Call<Q> call;
  private final Queue<Q> pending = new ConcurrentLinkedQueue<>();
  private final AtomicInteger running = new AtomicInteger();

  /**
   * @param executor where calls may block
   * @param parallelism calls at one time
   * @param most questions of one call
   */
  Gathering(Executor executor, int parallelism, int most, Call<Q> call) {
    this.executor = executor;
    this.parallelism = parallelism;
    this.most = most;
    this.call = call;
  }

  /** Asks; whoever asked is told by the question itself. */
  public void ask(Q question) {
    pending.add(question);
    startIfAllowed();
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
      List<Q> batch = take();
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

  private List<Q> take() {
    List<Q> batch = new ArrayList<>();
    while (batch.size() < most) {
      Q next = pending.poll();
      if (next == null) {
        break;
      }
      batch.add(next);
    }
    return batch;
  }

  private void answer(List<Q> batch) {
    try {
      call.answer(batch);
    } catch (Throwable e) {
      batch.forEach(question -> question.refuse(e));
      if (e instanceof Error error) {
        throw error;
      }
    }
  }
}
