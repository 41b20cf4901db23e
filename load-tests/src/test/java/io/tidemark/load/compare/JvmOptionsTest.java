package io.tidemark.load.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher, the image and the benchmarks start JVMs alike, so that what is measured is what
 * runs. What one of them has beside that stands here, with the reason.
 */
class JvmOptionsTest {
  private static final Path ROOT = Path.of("..");

  /** No choice of ours: the JVM's default, and what silences its warnings. */
  private static final Set<String> OF_THE_LAUNCHER =
      Set.of(
          "-Xshare:auto",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private static final String WANTED = "-Dtidemark.class-archive=";
  private static final String LISTED = "-XX:DumpLoadedClassList=";
  private static final String TAKEN = "-XX:SharedArchiveFile=";

  /** In the image somebody starts the node again. */
  private static final Set<String> OF_THE_IMAGE =
      Set.of("-XX:+ExitOnOutOfMemoryError", "--sun-misc-unsafe-memory-access=allow");

  /** The version of the image's JVM. */
  private static final int IMAGE = 25;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {17, 21, 24, 25})
  void theLauncherStartsANodeAsTheBenchmarksDo(int version) throws Exception {
    install();
    Set<String> options = without(OF_THE_LAUNCHER, launched(version));
    assertTrue(options.removeIf(option -> option.startsWith(WANTED)), options.toString());
    assertTrue(options.removeIf(option -> option.startsWith(LISTED)), options.toString());
    assertEquals(new TreeSet<>(ChildJvm.asLaunched(version)), options);
  }

  @Test
  void classesThatAStartLeftAreTakenAsLongAsTheyFit() throws Exception {
    install();
    Path left = folder.resolve(option(launched(25), WANTED));
    Files.createFile(left);
    assertEquals(left, Path.of(option(launched(25), TAKEN)));
    assertFalse(left.equals(Path.of(option(launched(17), WANTED))), "those of another Java");

    Files.setLastModifiedTime(
        folder.resolve("app/target/lib"), FileTime.from(Instant.now().plusSeconds(60)));
    assertEquals(left, Path.of(option(launched(25), TAKEN)), "a folder is no jar");
    Files.setLastModifiedTime(
        folder.resolve("app/target/tidemark-app-0.jar"),
        FileTime.from(Instant.now().plusSeconds(60)));
    assertEquals(left, Path.of(option(launched(25), WANTED)), "older than a jar");
  }

  private static String option(List<String> options, String start) {
    return options.stream()
        .filter(option -> option.startsWith(start))
        .findFirst()
        .orElseThrow(() -> new AssertionError(start + " is not among " + options))
        .substring(start.length());
  }

  @Test
  void theImageStartsANodeAsTheBenchmarksDo() throws IOException {
    List<String> options =
        Files.readAllLines(ROOT.resolve("k8s/jvm.options")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();
    assertTrue(options.containsAll(OF_THE_IMAGE), options.toString());
    assertEquals(new TreeSet<>(ChildJvm.asLaunched(IMAGE)), without(OF_THE_IMAGE, options));
  }

  private static Set<String> without(Set<String> own, List<String> options) {
    Set<String> rest = new TreeSet<>(options);
    rest.removeAll(own);
    return rest;
  }

  /** The launcher with what it starts, on a machine of one processor. */
  private void install() throws IOException {
    Files.copy(ROOT.resolve("tidemark"), folder.resolve("tidemark"));
    for (String module : List.of("app", "load-tests")) {
      Path target = folder.resolve(module).resolve("target");
      Files.createDirectories(target.resolve("lib"));
      Files.createFile(target.resolve("tidemark-" + module + "-0.jar"));
    }
    script("nproc", "echo 1");
  }

  /** The options that the launcher gives a JVM of a version. */
  private List<String> launched(int version) throws IOException, InterruptedException {
    script(
        "java",
        "[ \"$1\" = -version ] && echo 'openjdk version \"%d.0.1\"' >&2 || printf '%%s\\n' \"$@\""
            .formatted(version));
    ProcessBuilder launcher =
        new ProcessBuilder("bash", folder.resolve("tidemark").toString(), "run");
    launcher.environment().remove("TIDEMARK_JAVA_OPTS");
    launcher.environment().remove("JAVA_HOME");
    launcher.environment().compute("PATH", (name, path) -> folder + ":" + path);
    Process process = launcher.redirectErrorStream(true).start();
    List<String> said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertEquals(0, process.waitFor(), said.toString());
    return said.subList(0, said.indexOf("-cp"));
  }

  private void script(String name, String text) throws IOException {
    Path script = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text + "\n");
    assertTrue(script.toFile().setExecutable(true));
  }
}
