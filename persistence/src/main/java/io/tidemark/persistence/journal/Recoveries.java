package io.tidemark.persistence.journal;

import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.dispatch.Dispatchers;

/** How aggregates that wake share their questions to the database. */
final class Recoveries {
  /** Two, so that one gathers while the other is answered. */
  private static final int AT_ONE_TIME = 2;

  private static final int TOGETHER = 500;

  private Recoveries() {}

  static <Q extends Gathering.Question> Gathering<Q> gathering(
      ActorSystem system, Gathering.Call<Q> call) {
    return new Gathering<>(
        system.dispatchers().lookup(Dispatchers.DefaultBlockingDispatcherId()),
        AT_ONE_TIME,
        TOGETHER,
        call);
  }
}
