package io.tidemark.persistence.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * The configuration of a system in a form that Pekko can look its journal up in at no cost.
 *
 * <p>For every actor that starts, Pekko lays the system's whole configuration under what the actor
 * gives for its journal, three times over: an eighth of all that waking an aggregate allocated. One
 * that takes nothing under it is left as it is.
 */
public final class PluginConfig implements Extension {
  private static final ExtensionId<PluginConfig> ID =
      new ExtensionId<>() {
        @Override
        public PluginConfig createExtension(ActorSystem<?> system) {
          return new PluginConfig(system);
        }
      };

  private final Optional<Config> config;

  private PluginConfig(ActorSystem<?> system) {
    // What follows a value that is no object is hidden by it, so nothing that follows is looked at.
    config =
        Optional.of(
            system
                .settings()
                .config()
                .root()
                .withFallback(ConfigValueFactory.fromAnyRef(0))
                .toConfig());
  }

  /** That of a system. */
  public static Optional<Config> of(ActorSystem<?> system) {
    return ID.apply(system).config;
  }
}
