package io.tidemark.persistence.aggregate;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;

/** Stands in every shard beside its aggregates and tells on which node the shard is. */
final class ShardAnchor {
  /** No aggregate has this id: theirs are never empty. */
  static final String ID = "";

  private ShardAnchor() {}

  static Behavior<AggregateActor.Command> create() {
    return Behaviors.setup(
        context -> {
          String here = Cluster.get(context.getSystem()).selfMember().address().toString();
          return Behaviors.receive(AggregateActor.Command.class)
              .onMessage(
                  AggregateActor.Locate.class,
                  locate -> {
                    locate.replyTo().tell(new AggregateActor.Located(here));
                    return Behaviors.same();
                  })
              .build();
        });
  }
}
