package io.tidemark.streams.ingest;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;

/**
 * Asks for the next element no sooner than a {@link BatchPace} allows. It holds no element back:
 * what waits, waits where it is gathered.
 */
final class Paced<T> extends GraphStage<FlowShape<T, T>> {
  /** Pekko's own timer has steps of ten milliseconds. */
  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "tidemark-batch-pace");
            thread.setDaemon(true);
            return thread;
          });

  private final DoubleSupplier load;
  private final FetchPace fetches;
  private final Inlet<T> in = Inlet.create("Paced.in");
  private final Outlet<T> out = Outlet.create("Paced.out");
  private final FlowShape<T, T> shape = FlowShape.of(in, out);

  /**
   * @param load the share of the processors that is busy, 0 to 1
   * @param fetches is told whether there are waits
   */
  Paced(DoubleSupplier load, FetchPace fetches) {
    this.load = load;
    this.fetches = fetches;
  }

  @Override
  public FlowShape<T, T> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {
    private final BatchPace pace = new BatchPace(load, System.nanoTime());
    private final AsyncCallback<NotUsed> due = createAsyncCallback(itsTime -> pull(in));

    Logic() {
      super(shape);
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              pace.took(System.nanoTime());
              push(out, grab(in));
            }
          });
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              long wait = pace.waitNanos(System.nanoTime());
              fetches.batchesWait(pace.isSlow());
              if (wait > 0) {
                TIMER.schedule(() -> due.invoke(NotUsed.getInstance()), wait, TimeUnit.NANOSECONDS);
              } else {
                pull(in);
              }
            }
          });
    }
  }
}
