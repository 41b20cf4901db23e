package io.tidemark.streams.ingest;

import org.apache.pekko.NotUsed;
import org.apache.pekko.kafka.ConsumerMessage.CommittableMessage;
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
 * Makes batches of records: of what has come when one is asked for, and of what comes without a
 * pause from there on. So what one poll of the consumer brought is one batch, rather than its first
 * record alone and the others after it. Nothing waits for a record that is not there yet.
 */
final class Gathered extends GraphStage<FlowShape<CommittableMessage<byte[], byte[]>, Batch>> {
  private final Inlet<CommittableMessage<byte[], byte[]>> in = Inlet.create("Gathered.in");
  private final Outlet<Batch> out = Outlet.create("Gathered.out");
  private final FlowShape<CommittableMessage<byte[], byte[]>, Batch> shape = FlowShape.of(in, out);

  @Override
  public FlowShape<CommittableMessage<byte[], byte[]>, Batch> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {
    private final Batch.Costs costs = new Batch.Costs();

    /** Comes back behind what the source hands over without a pause. */
    private final AsyncCallback<NotUsed> look = createAsyncCallback(now -> look());

    private Batch batch;
    private long cost;
    private boolean looking;
    private boolean more;

    Logic() {
      super(shape);
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              add(grab(in));
            }

            @Override
            public void onUpstreamFinish() {
              if (batch == null) {
                completeStage();
              } else if (isAvailable(out)) {
                emit();
              }
            }
          });
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              offer();
            }
          });
    }

    @Override
    public void preStart() {
      pull(in);
    }

    private void add(CommittableMessage<byte[], byte[]> message) {
      batch = batch == null ? Batch.of(message) : batch.add(message);
      cost += costs.of(message);
      more = true;
      if (cost < Batch.MAXIMUM_COST) {
        pull(in);
      }
      offer();
    }

    private void offer() {
      if (batch == null || !isAvailable(out)) {
        return;
      }
      if (cost >= Batch.MAXIMUM_COST || isClosed(in)) {
        emit();
      } else if (!looking) {
        looking = true;
        more = false;
        look.invoke(NotUsed.getInstance());
      }
    }

    private void look() {
      looking = false;
      if (more) {
        offer();
      } else if (batch != null && isAvailable(out)) {
        emit();
      }
    }

    private void emit() {
      push(out, costs.begin(batch));
      batch = null;
      cost = 0;
      if (isClosed(in)) {
        completeStage();
      } else if (!hasBeenPulled(in)) {
        pull(in);
      }
    }
  }
}
