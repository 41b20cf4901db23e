package io.tidemark.persistence.aggregate;

import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;

/** An actor system whose journal is in memory and fails as it is told, with our serialization. */
final class JournalTestKit {
  private JournalTestKit() {}

  static ActorTestKit create() {
    return ActorTestKit.create(
        ConfigFactory.parseString(
                """
                    pekko.actor {
                      serializers.journal = "io.tidemark.persistence.serialization.JournalSerializer"
                      serialization-bindings {
                        "io.tidemark.domain.aggregate.JournalEvent" = journal
                        "io.tidemark.persistence.serialization.StateSnapshot" = journal
                      }
                    }
                    """)
            .withFallback(PersistenceTestKitPlugin.config())
            .withFallback(PersistenceTestKitSnapshotPlugin.config())
            .withFallback(ConfigFactory.load()));
  }
}
