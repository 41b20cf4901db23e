package io.tidemark.load.logs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds data that tests read but that is not part of the project. */
public final class RealData {
  private static final String PROPERTY = "tidemark.data";
  private static final String VARIABLE = "TIDEMARK_DATA";

  private RealData() {}

  /** The file of that name; the test is skipped, saying why, where it is not found. */
  public static Path file(String folder, String name) {
    Optional<Path> found = data().map(data -> data.resolve(folder).resolve(name));
    assumeTrue(
        found.filter(Files::isReadable).isPresent(),
        () ->
            "skipped: no "
                + folder
                + "/"
                + name
                + " in the folder given by -D"
                + PROPERTY
                + " or "
                + VARIABLE
                + ", nor in a shared/data beside one of the working directory's parents");
    return found.orElseThrow();
  }

  private static Optional<Path> data() {
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
