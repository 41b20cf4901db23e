package io.tidemark.load.services;

/** What is to be done should the process end before it is done in the ordinary way. */
public final class ShutdownHooks {
  private ShutdownHooks() {}

  /** Takes a hook away whose work is about to be done, once more or for the first time. */
  public static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException exiting) {
      // The hook runs already, or is about to: doing it twice is harmless.
    }
  }
}
