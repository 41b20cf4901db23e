package io.tidemark.load.compare;

import io.tidemark.load.services.EmbeddedServices;
import java.io.IOException;
import java.nio.file.Path;

/** A system that does the standard work. */
interface Contestant {
  /** As tables name it. */
  String name();

  /** The consumer group by whose committed offsets it tells how far it is. */
  String group();

  /** Whether what it puts out are states that can be verified. */
  default boolean announcesStates() {
    return true;
  }

  /**
   * Starts it; it works until it is closed.
   *
   * @param folder of its own, empty
   */
  ChildJvm start(EmbeddedServices services, Path folder, ChildJvm.Options jvm) throws IOException;
}
