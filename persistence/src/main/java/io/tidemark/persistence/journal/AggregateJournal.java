package io.tidemark.persistence.journal;

import com.typesafe.config.Config;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.dispatch.Dispatchers;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.PersistentEnvelope;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.jdbc.journal.JdbcAsyncWriteJournal;
import org.apache.pekko.serialization.SerializationExtension;
import scala.PartialFunction;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * Pekko's JDBC journal with a shorter way for writes. What comes while statements are under way
 * goes with the next one, and its writers are answered at once when it ends: no futures, timers and
 * messages in between, of which the original has a dozen for each write. Aggregates that wake are
 * read together in the same way. All else is the original's.
 *
 * <p>Invariant: what is read under an id includes every row whose write was begun before, or that
 * write has failed.
 */
public final class AggregateJournal extends JdbcAsyncWriteJournal {
  /** Statements at one time: the database has something to do while rows are put together. */
  private static final int AT_ONE_TIME = 2;

  private static final int ROWS_TOGETHER = 1_000;

  private final JournalWrites writes;
  private final Executor blocking;
  private final Gathering<JournalReplays.Reading> replays;
  private final Queue<JournalProtocol.WriteMessages> waiting = new ArrayDeque<>();

  /** Replays that wait, by the id of which something is being written. */
  private final Map<String, List<JournalProtocol.ReplayMessages>> writing = new HashMap<>();

  private int underWay;

  /** How many waited when it last looked; -1 when no look is to come. */
  private int seen = -1;

  /** Comes back behind the writes that are in the mailbox already. */
  private enum Look {
    LOOK
  }

  /** What came of a statement: all was written, or there is a failure for each write. */
  private record Ended(List<JournalProtocol.WriteMessages> writes, List<Throwable> failures) {}

  /** As Pekko Persistence makes it, by its name in the configuration. */
  public AggregateJournal(Config config) {
    super(config);
    writes = new JournalWrites(db(), SerializationExtension.get(system()));
    replays =
        Recoveries.gathering(
            system(), new JournalReplays(db(), SerializationExtension.get(system()))::answer);
    blocking = system().dispatchers().lookup(Dispatchers.DefaultBlockingDispatcherId());
  }

  @Override
  public void aroundReceive(PartialFunction<Object, BoxedUnit> receive, Object message) {
    if (message instanceof JournalProtocol.WriteMessages write) {
      writing.computeIfAbsent(persistenceId(write), id -> new ArrayList<>());
      waiting.add(write);
      if (seen < 0 && underWay < AT_ONE_TIME) {
        lookLater();
      }
    } else if (message == Look.LOOK) {
      look();
    } else if (message instanceof Ended ended) {
      end(ended);
    } else if (message instanceof JournalProtocol.ReplayMessages replay
        && JournalReplays.isPlain(replay)) {
      read(replay);
    } else {
      super.aroundReceive(receive, message);
    }
  }

  private void read(JournalProtocol.ReplayMessages replay) {
    List<JournalProtocol.ReplayMessages> after = writing.get(replay.persistenceId());
    if (after == null) {
      replays.ask(new JournalReplays.Reading(replay));
    } else {
      after.add(replay);
    }
  }

  private static String persistenceId(JournalProtocol.WriteMessages write) {
    return ((AtomicWrite) write.messages().head()).persistenceId();
  }

  private void lookLater() {
    seen = waiting.size();
    self().tell(Look.LOOK, self());
  }

  /** The aggregates of a batch write one after the other; the first is not to go alone. */
  private void look() {
    if (waiting.size() > seen && waiting.size() < ROWS_TOGETHER) {
      lookLater();
    } else {
      seen = -1;
      writeMore();
    }
  }

  private void writeMore() {
    while (underWay < AT_ONE_TIME && !waiting.isEmpty()) {
      List<JournalProtocol.WriteMessages> together = new ArrayList<>();
      int count = 0;
      while (count < ROWS_TOGETHER && !waiting.isEmpty()) {
        JournalProtocol.WriteMessages write = waiting.remove();
        together.add(write);
        count += write.messages().size();
      }
      underWay++;
      ActorRef self = self();
      blocking.execute(() -> self.tell(new Ended(together, write(together)), ActorRef.noSender()));
    }
  }

  /** Blocking; on another thread. */
  private List<Throwable> write(List<JournalProtocol.WriteMessages> waited) {
    return writes.write(waited.stream().map(AggregateJournal::rowsOf).toList());
  }

  private static List<PersistentRepr> rowsOf(JournalProtocol.WriteMessages write) {
    List<PersistentRepr> found = new ArrayList<>();
    for (PersistentEnvelope envelope : CollectionConverters.asJava(write.messages())) {
      found.addAll(CollectionConverters.asJava(((AtomicWrite) envelope).payload()));
    }
    return found;
  }

  private void end(Ended ended) {
    underWay--;
    for (int i = 0; i < ended.writes().size(); i++) {
      JournalProtocol.WriteMessages write = ended.writes().get(i);
      Throwable failure = ended.failures().isEmpty() ? null : ended.failures().get(i);
      answer(write, failure);
      List<JournalProtocol.ReplayMessages> after = writing.remove(persistenceId(write));
      if (after != null) {
        after.forEach(this::read);
      }
    }
    writeMore();
  }

  private void answer(JournalProtocol.WriteMessages write, Throwable failure) {
    ActorRef writer = write.persistentActor();
    int instance = write.actorInstanceId();
    writer.tell(
        failure == null
            ? JournalProtocol.WriteMessagesSuccessful$.MODULE$
            : new JournalProtocol.WriteMessagesFailed(failure, write.messages().size()),
        self());
    for (PersistentRepr row : rowsOf(write)) {
      writer.tell(
          failure == null
              ? new JournalProtocol.WriteMessageSuccess(row, instance)
              : new JournalProtocol.WriteMessageFailure(row, failure, instance),
          self());
    }
  }
}
