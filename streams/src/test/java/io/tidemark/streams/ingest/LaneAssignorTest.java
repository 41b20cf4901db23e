package io.tidemark.streams.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LaneAssignorTest {
  private static final List<String> TOPICS = List.of("in", "control", "repartition");

  /** What each member has, and in which generation it got it. */
  private final Map<String, Set<TopicPartition>> owned = new TreeMap<>();

  private final Map<String, List<String>> topics = new HashMap<>();
  private final Map<String, Integer> generations = new HashMap<>();
  private final Map<String, Integer> partitions = new HashMap<>();
  private int generation;

  @Test
  void partitionsOfOneNumberGoTogetherInEqualShares() {
    partitions(8);
    join("a", "b", "c");
    settle();
    assertEquals(List.of(2, 3, 3), sizes());
  }

  @Test
  void onlyAsManyLanesMoveAsANewNodeIsToHave() {
    partitions(8);
    join("a", "b");
    settle();
    Map<String, Set<TopicPartition>> before = copy();
    join("c");
    round();
    assertEquals(Set.of(), owned.get("c"), "nothing before the others have given it back");
    settle();
    assertEquals(List.of(2, 3, 3), sizes());
    before.forEach((member, had) -> assertTrue(had.containsAll(owned.get(member))));
  }

  @Test
  void whatANodeLeavesBehindGoesToTheOthersAndNothingElseMoves() {
    partitions(8);
    join("a", "b", "c");
    settle();
    Map<String, Set<TopicPartition>> before = copy();
    leave("b");
    round();
    assertEquals(List.of(4, 4), sizes(), "in one round, for nobody has to give anything back");
    owned.forEach((member, has) -> assertTrue(has.containsAll(before.get(member))));
  }

  @Test
  void whoeverMissedARoundDoesNotGetBackWhatAnotherHasSince() {
    partitions(2);
    join("a", "b");
    settle();
    // "a" was asleep while "b" got everything.
    int asleep = generation;
    Set<TopicPartition> claimed = Set.copyOf(owned.get("a"));
    leave("a");
    settle();
    join("a");
    owned.put("a", new HashSet<>(claimed));
    generations.put("a", asleep);
    round();
    assertEquals(Set.of(), owned.get("a"));
    settle();
    assertEquals(List.of(1, 1), sizes());
  }

  @Test
  void aPartitionThatTwoHaveIsGivenBackByBoth() {
    partitions(1);
    join("a", "b");
    owned.put("a", new HashSet<>(Set.of(new TopicPartition("in", 0))));
    owned.put("b", new HashSet<>(Set.of(new TopicPartition("in", 0))));
    round();
    owned.forEach(
        (member, has) -> assertTrue(has.stream().noneMatch(tp -> tp.topic().equals("in"))));
    settle();
    assertEquals(List.of(0, 1), sizes());
  }

  @Test
  void aTopicWaitsUntilTheNodeOfItsLaneKnowsIt() {
    partitions(2);
    join("a", "b");
    settle();
    partitions.put("new", 2);
    String holder = holder(1);
    topics.put(holder(0), List.of("in", "control", "repartition", "new"));
    settle();
    assertTrue(owned.get(holder(0)).contains(new TopicPartition("new", 0)));
    assertEquals(3, owned.get(holder).size(), "and its partition 1 is nobody's");
    topics.put(holder, List.of("in", "control", "repartition", "new"));
    settle();
    assertTrue(owned.get(holder).contains(new TopicPartition("new", 1)));
  }

  @Test
  void whoeverConsumesNothingGetsNothing() {
    partitions(4);
    join("a", "visitor");
    topics.put("visitor", List.of("no.such.topic"));
    settle();
    assertEquals(List.of(0, 4), sizes());
  }

  @Test
  void moreNodesThanPartitions() {
    partitions(2);
    join("a", "b", "c");
    settle();
    assertEquals(List.of(0, 1, 1), sizes());
  }

  @Test
  void anyComingAndGoingEndsInEqualShares() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      owned.clear();
      topics.clear();
      generations.clear();
      int lanes = 1 + random.nextInt(12);
      partitions(lanes);
      join("first");
      for (int change = 0; change < 12; change++) {
        String member = "m" + random.nextInt(6);
        if (owned.containsKey(member)) {
          leave(member);
        } else {
          join(member);
        }
        round();
        if (random.nextBoolean()) {
          settle();
        }
      }
      settle();
      List<Integer> sizes = sizes();
      assertEquals(lanes, sizes.stream().mapToInt(Integer::intValue).sum(), "seed " + seed);
      assertTrue(sizes.get(sizes.size() - 1) - sizes.get(0) <= 1, "seed " + seed + ": " + sizes);
    }
  }

  private void partitions(int count) {
    partitions.clear();
    TOPICS.forEach(topic -> partitions.put(topic, count));
  }

  private void join(String... members) {
    for (String member : members) {
      owned.put(member, new HashSet<>());
      topics.put(member, TOPICS);
      generations.put(member, generation);
    }
  }

  private void leave(String member) {
    owned.remove(member);
  }

  private Map<String, Set<TopicPartition>> copy() {
    Map<String, Set<TopicPartition>> copy = new TreeMap<>();
    owned.forEach((member, has) -> copy.put(member, Set.copyOf(has)));
    return copy;
  }

  private String holder(int number) {
    return owned.entrySet().stream()
        .filter(entry -> entry.getValue().contains(new TopicPartition("in", number)))
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  /** Rounds until nobody gets or gives anything any more. */
  private void settle() {
    for (int rounds = 0; rounds < 4; rounds++) {
      if (!round()) {
        assertLanesAreWhole();
        return;
      }
    }
    throw new AssertionError("still moving after four rounds: " + owned);
  }

  private boolean round() {
    Map<String, Subscription> group = new HashMap<>();
    owned.forEach(
        (member, has) ->
            group.put(
                member,
                new Subscription(
                    topics.get(member),
                    null,
                    List.copyOf(has),
                    generations.get(member),
                    Optional.empty())));
    var assignment =
        new LaneAssignor().assign(cluster(), new GroupSubscription(group)).groupAssignment();
    generation++;
    boolean moved = false;
    Set<TopicPartition> seen = new HashSet<>();
    for (String member : owned.keySet()) {
      Set<TopicPartition> now = new HashSet<>(assignment.get(member).partitions());
      assertEquals(now.size(), assignment.get(member).partitions().size(), "named once");
      for (TopicPartition partition : now) {
        assertTrue(seen.add(partition), "given twice: " + partition);
        owned.forEach(
            (other, has) ->
                assertTrue(
                    other.equals(member)
                        || !has.contains(partition)
                        || generations.get(other) < generations.get(member),
                    () -> partition + " is still with " + other));
      }
      moved |= !now.equals(owned.get(member));
    }
    owned.keySet().forEach(member -> generations.put(member, generation));
    owned.replaceAll((member, had) -> new HashSet<>(assignment.get(member).partitions()));
    return moved;
  }

  private void assertLanesAreWhole() {
    Map<Integer, Set<String>> holders = new TreeMap<>();
    owned.forEach(
        (member, has) ->
            has.forEach(
                partition ->
                    holders
                        .computeIfAbsent(partition.partition(), number -> new TreeSet<>())
                        .add(member)));
    holders.forEach((number, who) -> assertEquals(1, who.size(), "lane " + number + ": " + who));
  }

  /** How many lanes each has, in ascending order. */
  private List<Integer> sizes() {
    List<Integer> sizes = new ArrayList<>();
    owned
        .values()
        .forEach(
            has -> sizes.add((int) has.stream().map(TopicPartition::partition).distinct().count()));
    sizes.sort(null);
    return sizes;
  }

  private Cluster cluster() {
    Node node = new Node(1, "127.0.0.1", 9092);
    List<PartitionInfo> all = new ArrayList<>();
    partitions.forEach(
        (topic, count) -> {
          for (int number = 0; number < count; number++) {
            all.add(new PartitionInfo(topic, number, node, new Node[] {node}, new Node[] {node}));
          }
        });
    return new Cluster("test", List.of(node), all, Set.of(), Set.of());
  }
}
