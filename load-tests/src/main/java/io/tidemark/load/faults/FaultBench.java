package io.tidemark.load.faults;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.tidemark.app.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** A run as a user or a test asks for it. */
public final class FaultBench {
  private final FaultRun.Options options;
  private final Consumer<String> out;

  /**
   * @param kinds what may go wrong, by name; empty for everything
   * @param every seconds from one fault to the next; empty: as chance has it
   * @param without a rule's name: the nodes do without it
   * @throws CommandFailure when one of these makes no sense
   */
  public FaultBench(
      long seed,
      double minutes,
      int nodes,
      int perSecond,
      String[] kinds,
      Optional<Integer> every,
      Optional<String> without,
      Consumer<String> out) {
    require(minutes >= 0.2 && minutes <= 600, "--minutes is from 0.2 to 600");
    require(nodes >= 1 && nodes <= 9, "--nodes is from 1 to 9");
    require(perSecond >= 1 && perSecond <= 100_000, "--rate is from 1 to 100000");
    require(every.isEmpty() || every.get() >= 1, "--every is 1 or more");
    this.out = out;
    this.options =
        new FaultRun.Options(
            seed,
            Duration.ofSeconds(Math.round(minutes * 60)),
            nodes,
            perSecond,
            kinds.length == 0 ? List.of(FaultKind.values()) : named(FaultKind.class, kinds),
            every.map(Duration::ofSeconds),
            without.map(name -> named(Rule.class, name).get(0)));
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw CommandFailure.wrongUsage(what);
    }
  }

  private static <E extends Enum<E>> List<E> named(Class<E> type, String... names) {
    List<E> found = new ArrayList<>();
    for (String name : names) {
      String wanted = name.replace('-', '_').toUpperCase(Locale.ROOT);
      found.add(
          Arrays.stream(type.getEnumConstants())
              .filter(constant -> constant.name().equals(wanted))
              .findFirst()
              .orElseThrow(
                  () ->
                      CommandFailure.wrongUsage(
                          "no " + name + "; allowed: " + allowed(type.getEnumConstants()))));
    }
    return found;
  }

  private static String allowed(Enum<?>[] constants) {
    return String.join(
        ", ",
        Arrays.stream(constants)
            .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .toList());
  }

  /**
   * Runs it.
   *
   * @param keep where to keep all files; none means that they are removed at the end
   */
  public FaultReport run(Optional<Path> keep) throws Exception {
    Path folder =
        keep.isPresent()
            ? Files.createDirectories(keep.get().toAbsolutePath())
            : Files.createTempDirectory("tidemark-faults-");
    // While the broker is away its clients say so several times a second.
    Logger clients = (Logger) LoggerFactory.getLogger("org.apache.kafka");
    Level usual = clients.getLevel();
    clients.setLevel(Level.ERROR);
    try {
      return new FaultRun(options, out).run(folder);
    } finally {
      clients.setLevel(usual);
      if (keep.isEmpty()) {
        delete(folder);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(folder)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
