package io.tidemark.load.logs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the real process logs, which are not part of the project. */
final class RealData {
  private static final String PROPERTY = "tidemark.data";
  private static final String VARIABLE = "TIDEMARK_DATA";

  private RealData() {}

  /** The file of that name; the test is skipped, saying why, where it is not found. */
  static Path file(String name) {
    Optional<Path> found = folder().map(folder -> folder.resolve("process-logs").resolve(name));
    assumeTrue(
        found.filter(Files::isReadable).isPresent(),
        () ->
            "skipped: no process-logs/"
                + name
                + " in the folder given by -D"
                + PROPERTY
                + " or "
                + VARIABLE
                + ", nor in a shared/data beside one of the working directory's parents");
    return found.orElseThrow();
  }

  private static Optional<Path> folder() {
    String named = System.getProperty(PROPERTY, System.getenv(VARIABLE));
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path data = folder.resolve("shared").resolve("data");
      if (Files.isDirectory(data)) {
        return Optional.of(data);
      }
      folder = folder.getParent();
    }
    return Optional.empty();
  }
}
