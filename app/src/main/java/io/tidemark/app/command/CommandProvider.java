package io.tidemark.app.command;

import java.util.List;

/**
 * Adds commands to the launcher from outside this module. Implementations are found through {@link
 * java.util.ServiceLoader}, so that what a production node never needs (the embedded broker and
 * database above all) stays off its class path.
 */
public interface CommandProvider {

  /**
   * Fresh picocli command objects, each annotated with its name, in the order {@code help} lists.
   */
  List<Object> commands();
}
