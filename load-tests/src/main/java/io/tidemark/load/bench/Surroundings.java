package io.tidemark.load.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** Where something was measured. */
public final class Surroundings {
  private Surroundings() {}

  /** Machine and JDK, by the names under which results show them; may be added to. */
  public static Map<String, String> describe() {
    Map<String, String> surroundings = new LinkedHashMap<>();
    Runtime runtime = Runtime.getRuntime();
    surroundings.put(
        "machine",
        runtime.availableProcessors()
            + " processors, "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch"));
    surroundings.put("jdk", System.getProperty("java.vm.name") + " " + Runtime.version());
    return surroundings;
  }

  /** The same, or more of it, for people: a line each. */
  public static String lines(Map<String, String> surroundings) {
    StringBuilder lines = new StringBuilder();
    surroundings.forEach((name, value) -> lines.append("%-9s %s%n".formatted(name, value)));
    return lines.toString();
  }
}
