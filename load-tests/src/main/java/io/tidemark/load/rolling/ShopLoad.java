package io.tidemark.load.rolling;

import io.tidemark.load.cluster.ClusterExpectation;
import io.tidemark.load.demo.EcstTracker;
import io.tidemark.load.generate.EventGenerator;
import io.tidemark.load.generate.EventPublisher;
import io.tidemark.load.generate.ShopEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Events of shops, out of order, some twice, at an even rate, and whether the reference model
 * agrees with what is announced of them.
 */
final class ShopLoad implements AutoCloseable {
  private static final int MOST_DIFFERENCES = 10;

  private final EventGenerator generator;
  private final ClusterExpectation expected;
  private final EventPublisher publisher;
  private final EcstTracker tracker;
  private final int perSecond;
  private final Thread sending = new Thread(this::send, "shop-load");
  private volatile boolean hurried;
  private volatile boolean closed;

  /**
   * Starts to send.
   *
   * @param events how many there are; sooner or later all of them are sent
   */
  ShopLoad(String bootstrapServers, long seed, int events, int perSecond) {
    this.generator = new EventGenerator(seed, events);
    this.expected = new ClusterExpectation(generator);
    this.perSecond = perSecond;
    this.publisher = new EventPublisher(bootstrapServers);
    this.tracker =
        new EcstTracker(
            bootstrapServers, Map.of("shop.cart-state", "cart", "shop.order-state", "order"));
    sending.setDaemon(true);
    sending.start();
  }

  private void send() {
    Iterator<ShopEvent> delivery = generator.delivery();
    long began = System.nanoTime();
    try {
      for (long count = 1; delivery.hasNext() && !closed; count++) {
        publisher.publish(delivery.next());
        long due = began + count * 1_000_000_000L / perSecond;
        long pause = (due - System.nanoTime()) / 1_000_000;
        if (pause > 10 && !hurried) {
          TimeUnit.MILLISECONDS.sleep(pause);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Sends what is left at once, waits for all of it, and compares with the reference model.
   *
   * @param stall how long nothing may be announced while something is awaited
   * @return what is wrong, the first few
   */
  List<String> finish(Duration stall) throws InterruptedException {
    hurried = true;
    sending.join();
    generator.late().forEach(publisher::publish);
    publisher.flush();
    tracker.expect(expected.versions());
    List<String> wrong = new ArrayList<>();
    if (!tracker.await(stall, () -> {})) {
      wrong.addAll(tracker.describePending(MOST_DIFFERENCES));
    }
    wrong.addAll(tracker.violations());
    wrong.addAll(expected.differences(tracker.latest()));
    // Those of the measured load are tracked, too, but of no shop.
    return wrong.subList(0, Math.min(MOST_DIFFERENCES, wrong.size()));
  }

  /** How many records were sent so far, the second copies included. */
  long sent() {
    return publisher.published();
  }

  @Override
  public void close() {
    closed = true;
    hurried = true;
    try {
      sending.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    publisher.close();
    tracker.close();
  }
}
