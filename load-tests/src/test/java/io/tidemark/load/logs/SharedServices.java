package io.tidemark.load.logs;

import io.tidemark.load.services.EmbeddedServices;

/** One Kafka and one PostgreSQL for all integration tests of a run; they stop with the JVM. */
final class SharedServices {
  private static EmbeddedServices services;

  private SharedServices() {}

  static synchronized EmbeddedServices get() {
    if (services == null) {
      services = EmbeddedServices.start(EmbeddedServices.Options.temporary());
    }
    return services;
  }
}
