package io.tidemark.streams.ingest;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * How busy the processors are: the larger of what this process takes of those that it may use, and
 * what the system says of all that run on them, or in a container with a quota of the container.
 *
 * <p>One for the whole process, since the JDK counts from whoever asked before.
 */
final class ProcessorLoad {
  /** The load of a shorter time says little. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final ProcessorLoad OF_ALL = new ProcessorLoad();

  private long looked = System.nanoTime();
  private long used = SYSTEM.getProcessCpuTime();
  private double load;

  private ProcessorLoad() {
    // The first answer is about no time at all.
    SYSTEM.getCpuLoad();
  }

  /**
   * The share of the processors that was taken since the last look, which is a second ago or more.
   *
   * @return 0 to 1; 0 also before the first second is over
   */
  static double recent() {
    return OF_ALL.look();
  }

  private synchronized double look() {
    long now = System.nanoTime();
    long passed = now - looked;
    if (passed >= LOOK_NANOS) {
      long before = used;
      used = SYSTEM.getProcessCpuTime();
      double own = (used - before) / ((double) passed * Runtime.getRuntime().availableProcessors());
      load = Math.min(1, Math.max(own, SYSTEM.getCpuLoad()));
      looked = now;
    }
    return load;
  }
}
