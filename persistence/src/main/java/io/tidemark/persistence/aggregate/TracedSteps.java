package io.tidemark.persistence.aggregate;

import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.path.Traces;
import io.tidemark.domain.path.Verb;

/** Says which steps an aggregate took with the events of an instruction, to whom records traces. */
final class TracedSteps {
  private TracedSteps() {}

  /**
   * A step was taken with an instruction, and ends now.
   *
   * @param started when it began, by {@link System#nanoTime}
   */
  static void step(Verb verb, Instruction instruction, long started) {
    if (!Traces.areRecorded()) {
      return;
    }
    if (instruction instanceof Instruction.Deliver deliver) {
      for (Event event : deliver.events()) {
        Traces.step(verb, event.header().traceparent(), started, false);
      }
    } else if (instruction instanceof Instruction.Redeem redeem) {
      Traces.step(verb, redeem.event().header().traceparent(), started, false);
    }
  }
}
