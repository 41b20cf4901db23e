package io.tidemark.app.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.json.ExactJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds documents that tests read but that are not part of the project. */
public final class SharedData {
  private SharedData() {}

  /** The JSON of that name; the test is skipped, saying why, where it is not found. */
  public static JsonNode json(String name) throws IOException {
    return ExactJson.mapper().readTree(file(name).toFile());
  }

  /** The file of that name; the test is skipped, saying why, where it is not found. */
  public static Path file(String name) {
    Optional<Path> found = folder().map(data -> data.resolve(name)).filter(Files::isReadable);
    assumeTrue(
        found.isPresent(),
        () ->
            "skipped: no "
                + name
                + " in the folder given by -Dtidemark.data or TIDEMARK_DATA, nor in a shared/data"
                + " beside one of the working directory's parents");
    return found.orElseThrow();
  }

  private static Optional<Path> folder() {
    String named = System.getProperty("tidemark.data", System.getenv("TIDEMARK_DATA"));
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path data = at.resolve("shared").resolve("data");
      if (Files.isDirectory(data)) {
        return Optional.of(data);
      }
    }
    return Optional.empty();
  }
}
