package io.tidemark.streams.ingest;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * How busy the processors are that this node may use: the machine's, or in a container its share.
 */
final class ProcessorLoad {
  /** The load of a shorter time says little. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private static long looked = System.nanoTime() - LOOK_NANOS;
  private static double load;

  private ProcessorLoad() {}

  /**
   * The share of the processors that was taken in the last second or so, by whomever.
   *
   * @return 0 to 1; 0 as well where the system does not tell
   */
  static synchronized double recent() {
    long now = System.nanoTime();
    if (now - looked >= LOOK_NANOS) {
      looked = now;
      load = Math.max(0, SYSTEM.getCpuLoad());
    }
    return load;
  }
}
