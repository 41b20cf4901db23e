package io.tidemark.load.simulation;

import io.tidemark.load.simulation.World.Delivery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** The order in which a partition brings the events of several aggregates, some of them twice. */
final class Disorder {
  private final Choice choice;

  Disorder(Choice choice) {
    this.choice = choice;
  }

  List<Delivery> of(List<History> histories) {
    List<List<Integer>> remaining = new ArrayList<>();
    List<Integer> turns = new ArrayList<>();
    for (int aggregate = 0; aggregate < histories.size(); aggregate++) {
      List<Integer> order = order(histories.get(aggregate));
      remaining.add(order);
      turns.addAll(Collections.nCopies(order.size(), aggregate));
    }
    choice.shuffle(turns, Math.max(1, turns.size()));
    int[] next = new int[histories.size()];
    List<Delivery> partition = new ArrayList<>();
    for (int aggregate : turns) {
      partition.add(new Delivery(aggregate, remaining.get(aggregate).get(next[aggregate]++)));
    }
    return partition;
  }

  private List<Integer> order(History history) {
    List<Integer> order = new ArrayList<>();
    for (int event = 0; event < history.events().size(); event++) {
      order.add(event);
      if (choice.percent(8)) {
        order.add(event);
      }
    }
    int kind = choice.below(100);
    if (kind < 45) {
      choice.shuffle(order, choice.between(2, 8));
    } else if (kind < 75) {
      choice.shuffle(order, Math.max(1, order.size()));
    } else if (kind < 80) {
      Collections.reverse(order);
    } else if (kind < 90) {
      order.sort(Comparator.comparing(event -> history.events().get(event).source()));
    }
    return order;
  }
}
