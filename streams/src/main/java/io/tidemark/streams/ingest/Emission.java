package io.tidemark.streams.ingest;

import io.tidemark.streams.emit.Announcements;
import io.tidemark.streams.emit.FencedProducer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.pekko.NotUsed;
import org.apache.pekko.kafka.ProducerMessage;
import org.apache.pekko.kafka.ProducerSettings;
import org.apache.pekko.kafka.javadsl.Producer;
import org.apache.pekko.stream.javadsl.Flow;

/**
 * Sends what came of batches, and lets them go on when Kafka has acknowledged it: first copies of
 * records, whose order does not matter, then announcements, of which none may come too late.
 */
final class Emission {
  /** Records whose batches share a transaction, when more than one batch is ready. */
  private static final long MOST_TOGETHER = 16_384;

  private final ProducerSettings<byte[], byte[]> copying;
  private final FencedProducer announcer;
  private final Announcements announcements;
  private final Assignment assignment;
  private final Executor blocking;

  Emission(
      ProducerSettings<byte[], byte[]> copying,
      FencedProducer announcer,
      Announcements announcements,
      Assignment assignment,
      Executor blocking) {
    this.copying = copying;
    this.announcer = announcer;
    this.announcements = announcements;
    this.assignment = assignment;
    this.blocking = blocking;
  }

  Flow<BatchWork, BatchWork, NotUsed> flow() {
    return Flow.<BatchWork>create()
        .map(Emission::copies)
        .via(Producer.flexiFlow(copying))
        .map(ProducerMessage.Results::passThrough)
        .batchWeighted(MOST_TOGETHER, BatchWork::size, Emission::alone, Emission::append)
        .mapAsync(1, this::announce)
        .mapConcat(works -> works);
  }

  private static ProducerMessage.Envelope<byte[], byte[], BatchWork> copies(BatchWork work) {
    List<ProducerRecord<byte[], byte[]>> records = work.copies();
    return records.isEmpty()
        ? ProducerMessage.passThrough(work)
        : ProducerMessage.multi(records, work);
  }

  private static List<BatchWork> alone(BatchWork work) {
    return append(new ArrayList<>(), work);
  }

  /** In place: there may be thousands, and a list is nobody else's until it goes on. */
  private static List<BatchWork> append(List<BatchWork> works, BatchWork work) {
    works.add(work);
    return works;
  }

  private CompletionStage<List<BatchWork>> announce(List<BatchWork> works) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (BatchWork work : works) {
      assignment.requireUnbroken(work.lease());
      records.addAll(work.announcements(announcements));
    }
    return records.isEmpty()
        ? CompletableFuture.completedFuture(works)
        : CompletableFuture.supplyAsync(() -> send(works, records), blocking);
  }

  private List<BatchWork> send(
      List<BatchWork> works, List<ProducerRecord<byte[], byte[]>> records) {
    // Once more: this may have waited for a thread, or the thread for its turn.
    works.forEach(work -> assignment.requireUnbroken(work.lease()));
    long started = System.nanoTime();
    boolean sent = false;
    try {
      announcer.send(records);
      sent = true;
    } finally {
      for (BatchWork work : works) {
        work.announced(started, !sent);
      }
    }
    return works;
  }
}
