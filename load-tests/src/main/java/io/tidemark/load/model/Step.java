package io.tidemark.load.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.definition.Operation.Verb;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * A change and the event that made it.
 *
 * @param standing the event's
 * @param change what it does
 */
record Step(Standing standing, Change change) {
  static final Comparator<Step> ORDER =
      Comparator.comparing((Step step) -> step.standing.stamp())
          .thenComparingInt(step -> step.change.place());

  boolean is(Verb verb) {
    return change.is(verb);
  }

  JsonNode value() {
    return change.value();
  }

  /** Whether the writer of this knew of the other when it wrote. */
  boolean hasSeen(Step other) {
    return isLaterInTheSameEvent(other)
        || (other.standing.isEarlierThan(standing) && standing.knows(other.standing));
  }

  /** Whether this is to be taken as done after the other: without a token the clock decides. */
  boolean follows(Step other) {
    return isLaterInTheSameEvent(other)
        || (other.standing.isEarlierThan(standing)
            && (!standing.carriesToken() || standing.knows(other.standing)));
  }

  private boolean isLaterInTheSameEvent(Step other) {
    return standing.stamp().equals(other.standing.stamp()) && change.place() > other.change.place();
  }

  /** Whether none of these stands in that relation to this. */
  boolean without(List<Step> others, BiPredicate<Step, Step> relation) {
    return others.stream().noneMatch(other -> relation.test(other, this));
  }
}
