package io.tidemark.load.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.aggregate.AggregateState;
import io.tidemark.domain.aggregate.JournalEvent;
import io.tidemark.domain.envelope.EventFormat;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.domain.sequencing.WaitingRoom;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What survives a crash of one aggregate: its journal and its last snapshot, as they are stored.
 */
final class Storage {
  private final History history;
  private final List<JournalEvent> journal = new ArrayList<>();
  private int stored;
  private byte[] snapshot;
  private int inSnapshot;

  Storage(History history) {
    this.history = history;
  }

  void add(JournalEvent journaled) {
    journal.add(journaled);
  }

  List<JournalEvent> journal() {
    return journal;
  }

  void keepSnapshot(AggregateState state) {
    snapshot = save(state);
    inSnapshot = journal.size();
  }

  /** The state as a node would find it that starts anew; perhaps stale. */
  AggregateState recover(boolean fromSnapshot) {
    for (; stored < journal.size(); stored++) {
      journal.set(stored, stored(journal.get(stored)));
    }
    boolean useSnapshot = fromSnapshot && snapshot != null;
    AggregateState state =
        useSnapshot
            ? load(snapshot, room())
            : new AggregateState(history.definition(), history.interpreter(), room());
    journal.subList(useSnapshot ? inSnapshot : 0, journal.size()).forEach(state::apply);
    return state;
  }

  /** What is left of a journaled event after a crash: nothing derived, only what was stored. */
  private static JournalEvent stored(JournalEvent journaled) {
    return journaled instanceof JournalEvent.EventsRecorded recorded
        ? new JournalEvent.EventsRecorded(
            recorded.events().stream()
                .map(event -> EventFormat.read(EventFormat.write(event)))
                .toList(),
            recorded.at())
        : journaled;
  }

  static byte[] save(AggregateState state) {
    try {
      return ExactJson.mapper().writeValueAsBytes(state.save());
    } catch (JsonProcessingException e) {
      throw new Violation("a state that cannot be written: " + e.getMessage());
    }
  }

  AggregateState load(byte[] saved) {
    return load(saved, WaitingRoom.unlimited());
  }

  private AggregateState load(byte[] saved, WaitingRoom.Share room) {
    JsonNode tree = read(saved);
    checkHeld(tree);
    return AggregateState.load(history.definition(), history.interpreter(), tree, room);
  }

  /**
   * Memory that is scarce, more or less, after every other crash; it must not make a difference.
   */
  private WaitingRoom.Share room() {
    return history.events().size() % 2 == 0
        ? WaitingRoom.unlimited()
        : new WaitingRoom(journal.size() % 3 * 2_000L).share();
  }

  /** No more events are held in memory than the definition allows. */
  private void checkHeld(JsonNode saved) {
    long held = 0;
    for (JsonNode source : saved.path("s")) {
      held += source.path("h").size();
    }
    if (held > history.definition().gap().hold()) {
      throw new Violation("%d are held in memory".formatted(held));
    }
  }

  private static JsonNode read(byte[] saved) {
    try {
      return ExactJson.mapper().readTree(saved);
    } catch (IOException e) {
      throw new Violation("a state that cannot be read: " + e.getMessage());
    }
  }
}
