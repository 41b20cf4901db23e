package io.tidemark.app;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What to say of a {@code TIDEMARK_*} variable that is no setting. */
final class UnknownVariable {
  private static final Set<String> OF_THE_LAUNCHER =
      Set.of(
          "TIDEMARK_CLASSPATH",
          "TIDEMARK_DEBUG",
          "TIDEMARK_JAVA_OPTS",
          "TIDEMARK_LOG_FORMAT",
          "TIDEMARK_LOG_LEVEL");

  /** Kubernetes sets these for every service whose name starts with ours. */
  private static final Pattern OF_KUBERNETES =
      Pattern.compile("TIDEMARK_(.*_)?(SERVICE_(HOST|PORT.*)|PORT_\\d+_(TCP|UDP|SCTP)(_.*)?)");

  private static final Pattern KUBERNETES_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

  private UnknownVariable() {}

  static Optional<String> warning(String variable, String value) {
    if (OF_THE_LAUNCHER.contains(variable)
        || OF_KUBERNETES.matcher(variable).matches()
        || (variable.endsWith("_PORT") && KUBERNETES_ADDRESS.matcher(value).matches())) {
      return Optional.empty();
    }
    List<String> known = SettingTable.ALL.stream().map(SettingTable.Setting::variable).toList();
    int nearest = known.stream().mapToInt(name -> distance(variable, name)).min().orElseThrow();
    String end = variable.substring("TIDEMARK".length());
    List<String> near =
        known.stream()
            .filter(name -> nearest <= 3 ? distance(variable, name) == nearest : name.endsWith(end))
            .toList();
    String meant =
        near.isEmpty()
            ? "'tidemark run --help' lists them all"
            : "did you mean " + String.join(" or ", near) + "?";
    return Optional.of("environment variable " + variable + " is no setting; " + meant);
  }

  /** Levenshtein's distance, with one row of memory. */
  private static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int column = 0; column < row.length; column++) {
      row[column] = column;
    }
    for (int line = 1; line <= left.length(); line++) {
      int diagonal = row[0];
      row[0] = line;
      for (int column = 1; column < row.length; column++) {
        int replaced = diagonal + (left.charAt(line - 1) == right.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
      }
    }
    return row[right.length()];
  }
}
