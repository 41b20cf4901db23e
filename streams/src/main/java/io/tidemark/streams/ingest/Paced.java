package io.tidemark.streams.ingest;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;

/** Asks for the next element no sooner than a {@link BatchPace} allows. */
final class Paced<T> extends GraphStage<FlowShape<T, T>> {
  private static final Object DUE = "due";

  private final DoubleSupplier load;
  private final Inlet<T> in = Inlet.create("Paced.in");
  private final Outlet<T> out = Outlet.create("Paced.out");
  private final FlowShape<T, T> shape = FlowShape.of(in, out);

  /**
   * @param load the share of the processors that is taken, 0 to 1
   */
  Paced(DoubleSupplier load) {
    this.load = load;
  }

  @Override
  public FlowShape<T, T> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic {
    private final BatchPace pace = new BatchPace(load, System.nanoTime());

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
              if (wait > 0) {
                scheduleOnce(DUE, Duration.ofNanos(wait));
              } else {
                pull(in);
              }
            }
          });
    }

    @Override
    public void onTimer(Object key) {
      if (!isClosed(in)) {
        pull(in);
      }
    }
  }
}
