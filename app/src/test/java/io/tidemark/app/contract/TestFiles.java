package io.tidemark.app.contract;

import io.tidemark.app.definition.AggregatesFile;
import io.tidemark.domain.definition.AggregateDefinition;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The aggregates files of these tests. */
public final class TestFiles {
  private TestFiles() {}

  /** A file with every merge rule and column type. */
  public static List<AggregateDefinition> everyRule() {
    return read("/contract/every-rule.yaml");
  }

  static List<AggregateDefinition> read(String resource) {
    try (InputStream in = TestFiles.class.getResourceAsStream(resource)) {
      return AggregatesFile.parse(resource, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (Exception e) {
      throw new AssertionError(resource, e);
    }
  }
}
