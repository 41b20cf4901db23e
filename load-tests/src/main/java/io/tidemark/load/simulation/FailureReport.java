package io.tidemark.load.simulation;

import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.Operation;
import io.tidemark.domain.definition.ValueExpression;
import io.tidemark.load.model.CloudEvent;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A failing history for people: how to repeat it, what was written, what was done, what came. */
final class FailureReport {
  private final StringBuilder text = new StringBuilder();

  private FailureReport() {}

  static String of(long seed, Failure failure) {
    FailureReport report = new FailureReport();
    report.line("seed %d; again: ./tidemark bench simulation --histories 1 --seed %d", seed, seed);
    Optional<Shrinking.Small> small = Shrinking.of(failure);
    if (small.isPresent()) {
      report.history(small.get().history());
      report.actions(small.get());
    } else {
      report.line("does not fail alone: other aggregates had a part in it");
      report.line("%s", failure.getMessage());
    }
    return report.text.toString();
  }

  private void history(History history) {
    AggregateDefinition definition = history.definition();
    line(
        "sequence %s, late %s, hold %d, otherwise %s",
        definition.sequence(), definition.late(), definition.gap().hold(), definition.otherwise());
    definition.state().values().forEach(field -> line("field %s", field));
    definition
        .events()
        .forEach(
            (type, operations) -> {
              if (history.events().stream().anyMatch(it -> it.type().equals(type))) {
                line("%s: %s", type, describe(operations));
              }
            });
    line("written, in this order:");
    for (CloudEvent event : history.events()) {
      line(
          "  %s number %d, %s, %s, %s%s",
          event.id(),
          event.sequence(),
          event.type(),
          event.time(),
          event.data(),
          event.observed().map(it -> ", observed " + it).orElse(""));
    }
  }

  private void actions(Shrinking.Small small) {
    line("done, in this order, and all gaps closed in the end:");
    small.actions().forEach(action -> line("  %s", action.describe(small.history())));
    line("%s", small.wrong());
    Optional<String> straight = Verdict.play(small.history(), Verdict.straight(small.history()));
    line(
        "one by one as they were written: %s",
        straight.map(wrong -> "wrong too: " + wrong).orElse("right"));
  }

  private static String describe(List<Operation> operations) {
    return operations.stream().map(FailureReport::describe).toList().toString();
  }

  private static String describe(Operation operation) {
    ValueExpression value = operation.value();
    String from =
        value instanceof ValueExpression.Pointer pointer
            ? pointer.pointer().toString()
            : value instanceof ValueExpression.Attribute attribute
                ? "@" + attribute.name()
                : ((ValueExpression.Constant) value).value().toString();
    String nested = operation.nested().isEmpty() ? "" : " " + describe(operation.nested());
    return operation.verb().name().toLowerCase(Locale.ROOT)
        + " "
        + operation.field()
        + " "
        + from
        + nested;
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
