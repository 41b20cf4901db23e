package io.tidemark.app.command;

import io.tidemark.domain.laws.LawChecker;
import io.tidemark.domain.laws.LawReport;
import io.tidemark.domain.merge.custom.CustomRules;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Searches the custom rules of a file for broken laws, each class once. */
final class RuleInspection {
  private final LawChecker checker;
  private final PrintWriter out;
  private final PrintWriter err;
  private final Map<String, List<String>> problems = new HashMap<>();

  RuleInspection(long seed, Duration limit, PrintWriter out, PrintWriter err) {
    this.checker = LawChecker.standard().withSeed(seed).withLimit(limit);
    this.out = out;
    this.err = err;
  }

  /** What is wrong with a class; when nothing is, one line of output says so. */
  List<String> problems(String className) {
    return problems.computeIfAbsent(className, this::search);
  }

  private List<String> search(String className) {
    RuleProgress progress = new RuleProgress(className, err);
    LawReport report = checker.withProgress(progress::at).check(() -> CustomRules.load(className));
    progress.clear();
    report.remarks().forEach(remark -> out.println(className + ": " + remark));
    if (report.holds()) {
      out.println(className + ": no broken law found (" + report.extent() + ")");
    }
    out.flush();
    return report.problems().stream()
        .map(problem -> problem + "\n  (" + report.extent() + ")")
        .toList();
  }
}
