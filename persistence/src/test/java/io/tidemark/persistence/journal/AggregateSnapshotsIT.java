package io.tidemark.persistence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.node.TextNode;
import com.typesafe.config.ConfigFactory;
import io.tidemark.persistence.serialization.StateSnapshot;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.DeleteSnapshotsFailure;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.SaveSnapshotFailure;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AggregateSnapshotsIT {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static JournalDatabase database;
  private static ActorRef store;

  private final TestProbe<Object> answers = database.kit().createTestProbe();

  @BeforeAll
  static void start() {
    database = new JournalDatabase();
    store = Persistence.get(database.kit().system()).snapshotStoreFor("", ConfigFactory.empty());
  }

  @AfterAll
  static void stop() throws Exception {
    database.close();
  }

  @BeforeEach
  void empty() throws Exception {
    database.execute("truncate snapshot");
  }

  @Test
  void thoseOfManyAreFoundAgainAndOnlyTheOldOnesAreDeleted() throws Exception {
    int many = 700;
    for (int i = 0; i < many; i++) {
      save("thing-" + i, 100, "old " + i);
      save("thing-" + i, 200, "new " + i);
    }
    receive(SaveSnapshotSuccess.class, 2 * many);
    assertEquals(2 * many, rows());

    for (int i = 0; i < many; i++) {
      delete("thing-" + i, new SnapshotSelectionCriteria(100, Long.MAX_VALUE, 0, 0));
    }
    receive(DeleteSnapshotsSuccess.class, many);
    assertEquals(many, rows());
    for (int i : List.of(0, 13, many - 1)) {
      SelectedSnapshot found = latest("thing-" + i);
      assertEquals(200, found.metadata().sequenceNr());
      assertEquals(new StateSnapshot(new TextNode("new " + i)), found.snapshot());
    }
  }

  @Test
  void whatIsMoreThanOneStatementTakesIsSavedByMore() throws Exception {
    String large = "x".repeat(1_000_000);
    for (int i = 0; i < 20; i++) {
      save("large-" + i, 100, large);
    }
    receive(SaveSnapshotSuccess.class, 20);
    assertEquals(20, rows());
    assertEquals(new StateSnapshot(new TextNode(large)), latest("large-19").snapshot());
  }

  @Test
  void oneThatIsSavedAgainIsReplaced() throws Exception {
    save("thing", 100, "first");
    receive(SaveSnapshotSuccess.class, 1);
    for (int i = 0; i < 10; i++) {
      save("thing", 100, "again");
    }
    receive(SaveSnapshotSuccess.class, 10);
    assertEquals(1, rows());
    assertEquals(new StateSnapshot(new TextNode("again")), latest("thing").snapshot());
  }

  @Test
  void oneThatCannotBeSerializedIsRefusedAlone() throws Exception {
    for (int i = 0; i < 20; i++) {
      if (i == 7) {
        save("thing-" + i, 100, new Object());
      } else {
        save("thing-" + i, 100, "good");
      }
    }
    int refused = 0;
    for (Object answer : answers.receiveSeveralMessages(20, LONG)) {
      if (answer instanceof SaveSnapshotFailure failure) {
        assertEquals("thing-7", failure.metadata().persistenceId());
        refused++;
      } else {
        assertInstanceOf(SaveSnapshotSuccess.class, answer);
      }
    }
    assertEquals(1, refused);
    assertEquals(19, rows());
  }

  @Test
  void whenTheDatabaseRefusesEveryoneIsTold() throws Exception {
    database.execute("alter table snapshot rename to away");
    try {
      for (int i = 0; i < 5; i++) {
        save("thing-" + i, 100, "state");
        delete("thing-" + i, new SnapshotSelectionCriteria(100, Long.MAX_VALUE, 0, 0));
      }
      long deletions =
          answers.receiveSeveralMessages(10, LONG).stream()
              .filter(DeleteSnapshotsFailure.class::isInstance)
              .count();
      assertEquals(5, deletions);
    } finally {
      database.execute("alter table away rename to snapshot");
    }
  }

  @Test
  void thoseOfATimeAreDeletedByTime() throws Exception {
    save("thing", 100, "state");
    receive(SaveSnapshotSuccess.class, 1);
    delete("thing", new SnapshotSelectionCriteria(100, 1, 0, 0));
    receive(DeleteSnapshotsSuccess.class, 1);
    assertEquals(1, rows());
  }

  private void save(String persistenceId, long sequenceNumber, String state) {
    save(persistenceId, sequenceNumber, new StateSnapshot(new TextNode(state)));
  }

  private void save(String persistenceId, long sequenceNumber, Object snapshot) {
    tell(
        new SnapshotProtocol.SaveSnapshot(
            SnapshotMetadata.apply(persistenceId, sequenceNumber, 0), snapshot));
  }

  private void delete(String persistenceId, SnapshotSelectionCriteria criteria) {
    tell(new SnapshotProtocol.DeleteSnapshots(persistenceId, criteria));
  }

  private SelectedSnapshot latest(String persistenceId) {
    tell(
        new SnapshotProtocol.LoadSnapshot(
            persistenceId, SnapshotSelectionCriteria.latest(), Long.MAX_VALUE));
    return answers
        .expectMessageClass(SnapshotProtocol.LoadSnapshotResult.class, LONG)
        .snapshot()
        .get();
  }

  private void tell(SnapshotProtocol.Request request) {
    store.tell(request, Adapter.toClassic(answers.ref()));
  }

  private void receive(Class<?> kind, int count) {
    answers.receiveSeveralMessages(count, LONG).forEach(answer -> assertInstanceOf(kind, answer));
  }

  private static long rows() throws Exception {
    return database.number("select count(*) from snapshot");
  }
}
