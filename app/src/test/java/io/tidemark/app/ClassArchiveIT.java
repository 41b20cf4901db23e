package io.tidemark.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ClassArchiveIT {
  @TempDir private Path folder;

  /** Leaves the classes of a list where it is told, if it is told. */
  static final class Program {
    public static void main(String[] arguments) throws Exception {
      if (arguments.length > 0) {
        ClassArchive.write(
            Path.of(arguments[0]),
            ManagementFactory.getRuntimeMXBean().getInputArguments(),
            Path.of(arguments[1]));
      }
    }
  }

  @Test
  void theNextStartTakesItsClassesFromIt() throws Exception {
    Path list = folder.resolve("classes.list");
    Path archive = Files.createDirectory(folder.resolve("of-its-own")).resolve("classes.jsa");
    run(List.of("-XX:DumpLoadedClassList=" + list), List.of());
    List<Path> before = files(Path.of(""));
    run(List.of(), List.of(list.toString(), archive.toString()));
    assertEquals(List.of(archive), files(archive.getParent()), "and nothing else");
    assertEquals(before, files(Path.of("")), "nor where it was started");
    String loaded =
        run(
            List.of("-Xshare:on", "-XX:SharedArchiveFile=" + archive, "-Xlog:class+load"),
            List.of());
    assertTrue(
        loaded
            .lines()
            .anyMatch(
                line -> line.contains(Program.class.getName()) && line.contains("shared objects")),
        loaded);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  /** An archive takes classes of jars alone. */
  private String run(List<String> options, List<String> arguments)
      throws IOException, InterruptedException {
    Path jar = folder.resolve("program.jar");
    if (!Files.exists(jar)) {
      pack(jar);
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-cp");
    command.add(jar + File.pathSeparator + Path.of("target", "lib").toAbsolutePath() + "/*");
    command.add(Program.class.getName());
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  private static void pack(Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Class<?> packed : List.of(ClassArchive.class, Program.class)) {
        String name = packed.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(name));
        try (InputStream in = packed.getResourceAsStream("/" + name)) {
          in.transferTo(out);
        }
        out.closeEntry();
      }
    }
  }
}
