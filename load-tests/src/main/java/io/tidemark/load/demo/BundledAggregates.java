package io.tidemark.load.demo;

import io.tidemark.app.definition.AggregatesFile;
import io.tidemark.app.definition.DefinitionException;
import io.tidemark.domain.definition.AggregateDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads the aggregates files that come on the class path, such as the demo's. */
public final class BundledAggregates {
  private BundledAggregates() {}

  /**
   * The aggregate types of such a file.
   *
   * @param name its name at the root of the class path
   * @throws IllegalStateException when it is not there or not right, which no user can cause
   */
  public static List<AggregateDefinition> load(String name) {
    try (InputStream file = BundledAggregates.class.getResourceAsStream("/" + name)) {
      if (file == null) {
        throw new IllegalStateException(name + " is missing from the class path");
      }
      return AggregatesFile.parse(name, new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException | DefinitionException e) {
      throw new IllegalStateException(name + ": " + e.getMessage(), e);
    }
  }
}
