package io.tidemark.persistence.aggregate;

import io.tidemark.persistence.journal.Gathering;
import java.util.Optional;
import java.util.function.Consumer;

/** Something is submitted to an aggregate that is not in memory. */
final class Visit implements Gathering.Question {
  private final String id;
  private final String persistenceId;
  private final AggregateActor.Submit submit;
  private final Consumer<Outcome> whenEnded;
  private boolean ended;

  /**
   * How it ended.
   *
   * @param id the aggregate's
   * @param announced what was told of it
   * @param undone what was submitted, if nothing was done with it: that takes an actor
   */
  record Outcome(String id, Announced announced, Optional<AggregateActor.Submit> undone) {}

  /**
   * @param whenEnded is told once, on the thread of the visit
   */
  Visit(String type, String id, AggregateActor.Submit submit, Consumer<Outcome> whenEnded) {
    this.id = id;
    this.persistenceId = AggregateActor.persistenceId(type, id).id();
    this.submit = submit;
    this.whenEnded = whenEnded;
  }

  String id() {
    return id;
  }

  String persistenceId() {
    return persistenceId;
  }

  AggregateActor.Submit submit() {
    return submit;
  }

  /** Whoever submitted it was told what came of it. */
  void end(Announced announced) {
    conclude(new Outcome(id, announced, Optional.empty()));
  }

  /** Nothing was done. */
  void leaveToActor() {
    conclude(new Outcome(id, new Announced(), Optional.of(submit)));
  }

  @Override
  public void refuse(Throwable cause) {
    if (!ended) {
      submit.recipient().refuse(persistenceId + " could not be stored or read: " + cause);
      end(new Announced());
    }
  }

  private void conclude(Outcome outcome) {
    if (!ended) {
      ended = true;
      whenEnded.accept(outcome);
    }
  }
}
