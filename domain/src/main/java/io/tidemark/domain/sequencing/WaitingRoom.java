package io.tidemark.domain.sequencing;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that events may take which are held, of all aggregates that share it. What finds no
 * room waits {@linkplain Room#ON_SHELF in the journal alone}: that costs reading it when its turn
 * comes, and changes nothing else.
 */
public final class WaitingRoom {
  private final long most;
  private final AtomicLong taken = new AtomicLong();

  /**
   * @param most bytes. Events that say what their writer had observed are held beyond it, and those
   *     of types with rules that may fail
   */
  public WaitingRoom(long most) {
    this.most = most;
  }

  /** What one aggregate takes of it. Confined to a thread. */
  public final class Share {
    private long bytes;

    private Share() {}

    /** Whether another event may wait in memory. */
    public boolean isLeft() {
      return taken.get() < most;
    }

    /** So much more is taken, or less. */
    public void add(long difference) {
      if (difference != 0) {
        bytes += difference;
        taken.addAndGet(difference);
      }
    }

    /** Nothing of it is taken any more. */
    public void clear() {
      add(-bytes);
    }
  }

  /** A share of which nothing is taken yet. */
  public Share share() {
    return new Share();
  }

  /** A share of a room of its own, without an end. */
  public static Share unlimited() {
    return new WaitingRoom(Long.MAX_VALUE).share();
  }

  /** Bytes that are taken. */
  public long taken() {
    return taken.get();
  }
}
