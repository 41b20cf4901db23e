package io.tidemark.load.simulation;

import io.tidemark.domain.definition.SequencePolicy.Mode;
import io.tidemark.load.model.CloudEvent;
import io.tidemark.load.simulation.Action.Deliver;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Looks for a smaller history and fewer actions that still fail, greedily: leaves out runs of
 * actions, then events, then tokens, each as long as something is still wrong.
 */
final class Shrinking {
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  private final long deadline = System.nanoTime() + PATIENCE_NANOS;
  private History history;
  private List<Action> actions;
  private String wrong;

  private Shrinking(History history, List<Action> actions, String wrong) {
    this.history = history;
    this.actions = actions;
    this.wrong = wrong;
  }

  /** A failing history and how to play it. */
  record Small(History history, List<Action> actions, String wrong) {}

  /** Empty when it does not fail by itself: then other aggregates had a part in it. */
  static Optional<Small> of(Failure failure) {
    return Verdict.play(failure.history(), failure.actions())
        .map(wrong -> new Shrinking(failure.history(), failure.actions(), wrong).shrink());
  }

  private Small shrink() {
    acceptRenumbered(history, actions);
    trySourceAfterSource();
    leaveOut();
    trySourceAfterSource();
    leaveOut();
    return new Small(history, actions, wrong);
  }

  private void leaveOut() {
    boolean smaller = true;
    while (smaller && System.nanoTime() < deadline) {
      smaller = leaveOutActions();
      smaller |= leaveOutEvents();
      smaller |= splitBatches();
      smaller |= simplifyEvents();
    }
  }

  private boolean accept(History candidate, List<Action> candidateActions) {
    if (System.nanoTime() > deadline) {
      return false;
    }
    Optional<String> result = Verdict.play(candidate, candidateActions);
    result.ifPresent(
        message -> {
          history = candidate;
          actions = candidateActions;
          wrong = message;
        });
    return result.isPresent();
  }

  private boolean leaveOutActions() {
    boolean smaller = false;
    for (int size = Math.max(1, actions.size() / 2); size > 0; size /= 2) {
      for (int from = 0; from < actions.size(); ) {
        List<Action> fewer = new ArrayList<>(actions.subList(0, from));
        fewer.addAll(actions.subList(Math.min(actions.size(), from + size), actions.size()));
        if (accept(history, fewer)) {
          smaller = true;
        } else {
          from += size;
        }
      }
    }
    return smaller;
  }

  private boolean leaveOutEvents() {
    boolean smaller = false;
    for (int event = history.events().size() - 1; event >= 0; event--) {
      List<CloudEvent> events = new ArrayList<>(history.events());
      events.remove(event);
      History without = new History(history.definition(), events);
      smaller |= acceptRenumbered(without, without(event)) || accept(without, without(event));
    }
    return smaller;
  }

  private boolean acceptRenumbered(History candidate, List<Action> candidateActions) {
    return history.definition().sequence().mode() == Mode.CONTIGUOUS
        && accept(Renumbering.of(candidate), candidateActions);
  }

  /** One by one, all of one source before the next: the plainest disorder. */
  private void trySourceAfterSource() {
    Comparator<Integer> bySource = Comparator.comparing(it -> history.events().get(it).source());
    for (Comparator<Integer> order : List.of(bySource, bySource.reversed())) {
      List<Action> plain =
          IntStream.range(0, history.events().size())
              .boxed()
              .sorted(order)
              .<Action>map(event -> new Deliver(List.of(event), Action.Fate.WHOLE))
              .toList();
      if (acceptRenumbered(history, plain)) {
        return;
      }
    }
  }

  private List<Action> without(int event) {
    List<Action> fewer = new ArrayList<>();
    for (Action action : actions) {
      if (action instanceof Deliver deliver) {
        List<Integer> rest =
            deliver.events().stream()
                .filter(it -> it != event)
                .map(it -> it > event ? it - 1 : it)
                .toList();
        if (!rest.isEmpty()) {
          fewer.add(new Deliver(rest, deliver.fate()));
        }
      } else {
        fewer.add(action);
      }
    }
    return fewer;
  }

  private boolean splitBatches() {
    boolean smaller = false;
    for (int at = 0; at < actions.size(); at++) {
      if (actions.get(at) instanceof Deliver deliver) {
        for (int i = 0; i < deliver.events().size() && deliver.events().size() > 1; i++) {
          List<Integer> rest = new ArrayList<>(deliver.events());
          rest.remove(i);
          List<Action> candidate = new ArrayList<>(actions);
          candidate.set(at, new Deliver(rest, deliver.fate()));
          if (accept(history, candidate)) {
            return true;
          }
        }
        smaller |= deliver.fate() != Action.Fate.WHOLE && settle(at, deliver);
      }
    }
    return smaller;
  }

  private boolean settle(int at, Deliver deliver) {
    List<Action> candidate = new ArrayList<>(actions);
    candidate.set(at, new Deliver(deliver.events(), Action.Fate.WHOLE));
    return accept(history, candidate);
  }

  private boolean simplifyEvents() {
    boolean smaller = SmallerDefinitions.of(history).stream().anyMatch(it -> accept(it, actions));
    for (int place = 0; place < history.events().size(); place++) {
      CloudEvent event = history.events().get(place);
      if (event.observed().isPresent()) {
        List<CloudEvent> events = new ArrayList<>(history.events());
        events.set(place, withoutToken(event));
        smaller |= accept(new History(history.definition(), events), actions);
      }
    }
    return smaller;
  }

  private static CloudEvent withoutToken(CloudEvent event) {
    return new CloudEvent(
        event.id(),
        event.source(),
        event.type(),
        event.subject(),
        event.sequence(),
        event.time(),
        event.correlationId(),
        event.causationId(),
        event.data());
  }
}
