package io.tidemark.streams.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.kafka.ConsumerMessage.CommittableMessage;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GatheredTest {
  private static ActorSystem system;

  @BeforeAll
  static void start() {
    system = ActorSystem.create("gathered");
  }

  @AfterAll
  static void stop() {
    TestKit.shutdownActorSystem(system);
  }

  @Test
  void whatComesWithoutAPauseIsOneBatch() throws Exception {
    assertEquals(List.of(100), sizes(records(100, 10)));
  }

  @Test
  void aRecordAloneDoesNotWaitForAnother() throws Exception {
    assertEquals(
        List.of(1),
        get(
            records(1, 10)
                .concat(Source.never())
                .via(new Gathered())
                .map(batch -> batch.messages().size())
                .take(1)
                .runWith(Sink.seq(), system)));
  }

  @Test
  void whatComesAfterAPauseIsABatchOfItsOwn() throws Exception {
    assertEquals(
        List.of(20, 30),
        sizes(records(20, 10).concat(records(30, 10).initialDelay(Duration.ofMillis(300)))));
  }

  @Test
  void aBatchThatIsFullIsHandedOnWithoutWaitingForTheEnd() throws Exception {
    assertEquals(List.of(256, 512, 232), sizes(records(1_000, 10)));
  }

  @Test
  void whatGathersWhileABatchIsWorkedOffIsTheNext() throws Exception {
    List<Integer> sizes =
        get(
            records(1, 10)
                .concat(records(50, 10).throttle(1, Duration.ofMillis(2)))
                .via(new Gathered())
                .throttle(1, Duration.ofMillis(500))
                .map(batch -> batch.messages().size())
                .runWith(Sink.seq(), system));
    assertEquals(51, sizes.stream().mapToInt(size -> size).sum());
    assertEquals(true, sizes.size() <= 3, sizes::toString);
  }

  private static List<Integer> sizes(Source<CommittableMessage<byte[], byte[]>, NotUsed> records)
      throws Exception {
    return get(
        records
            .via(new Gathered())
            .map(batch -> batch.messages().size())
            .runWith(Sink.seq(), system));
  }

  private static Source<CommittableMessage<byte[], byte[]>, NotUsed> records(int count, int size) {
    return Source.range(1, count)
        .map(number -> BatchTest.message(size))
        .mapMaterializedValue(started -> NotUsed.getInstance());
  }

  private static <T> T get(CompletionStage<T> result) throws Exception {
    return result.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
