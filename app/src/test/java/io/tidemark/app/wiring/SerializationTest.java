package io.tidemark.app.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.app.SettingsLoader;
import io.tidemark.domain.aggregate.JournalEvent;
import io.tidemark.persistence.aggregate.AggregateActor;
import io.tidemark.persistence.aggregate.AggregateLane;
import io.tidemark.persistence.aggregate.AggregateSharding;
import io.tidemark.persistence.aggregate.Receipts;
import io.tidemark.persistence.serialization.AggregateMessageSerializer;
import io.tidemark.persistence.serialization.JournalSerializer;
import io.tidemark.persistence.serialization.StateSnapshot;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What a node's configuration lets leave the node, and how. */
class SerializationTest {
  private static final ActorSystem<Void> SYSTEM =
      ActorSystem.create(
          Behaviors.empty(),
          "tidemark",
          NodeConfiguration.of(
              SettingsLoader.load(
                  Optional.empty(), Map.of("TIDEMARK_CLUSTER_HOST", "127.0.0.1"), warning -> {})));

  private final Serialization serialization = SerializationExtension.get(SYSTEM);

  @AfterAll
  static void stop() {
    SYSTEM.terminate();
  }

  @Test
  void everyMessageBetweenNodesHasOurForm() throws Exception {
    List<Class<?>> messages =
        new ArrayList<>(List.of(AggregateSharding.Routed.class, Receipts.class));
    for (Class<?> nested : nested()) {
      // A command goes as part of Routed; what else has a public form is an answer.
      if (nested.isRecord()
          && Modifier.isPublic(nested.getModifiers())
          && !AggregateActor.Command.class.isAssignableFrom(nested)
          && !AggregateLane.Command.class.isAssignableFrom(nested)) {
        messages.add(nested);
      }
    }
    assertTrue(
        messages.containsAll(List.of(AggregateActor.Rehearsed.class, AggregateLane.Located.class)),
        messages.toString());
    for (Class<?> message : messages) {
      assertEquals(
          AggregateMessageSerializer.class,
          serialization.serializerFor(message).getClass(),
          message.getName());
    }
  }

  private static List<Class<?>> nested() {
    List<Class<?>> nested = new ArrayList<>(List.of(AggregateActor.class.getDeclaredClasses()));
    nested.addAll(List.of(AggregateLane.class.getDeclaredClasses()));
    return nested;
  }

  @Test
  void aRefusalCrossesNodesToo() throws Exception {
    StatusReply<Receipts> refused = StatusReply.error("could not be stored");
    SerializerWithStringManifest serializer =
        (SerializerWithStringManifest) serialization.findSerializerFor(refused);
    Object there =
        serializer.fromBinary(serializer.toBinary(refused), serializer.manifest(refused));
    assertEquals("could not be stored", ((StatusReply<?>) there).getError().getMessage());
  }

  @Test
  void everyStoredKindHasOurForm() throws Exception {
    for (Class<?> event : JournalEvent.class.getPermittedSubclasses()) {
      assertEquals(
          JournalSerializer.class, serialization.serializerFor(event).getClass(), event.getName());
    }
    assertEquals(
        JournalSerializer.class, serialization.serializerFor(StateSnapshot.class).getClass());
  }

  @Test
  void serializersAreKnownByDifferentNumbers() throws Exception {
    SerializerWithStringManifest messages =
        (SerializerWithStringManifest) serialization.serializerFor(Receipts.class);
    SerializerWithStringManifest journal =
        (SerializerWithStringManifest) serialization.serializerFor(StateSnapshot.class);
    assertEquals(741_002, messages.identifier());
    assertEquals(741_001, journal.identifier());
  }

  @Test
  void javaSerializationIsRefused() throws Exception {
    ArrayDeque<String> unknown = new ArrayDeque<>();
    Serializer serializer = serialization.serializerFor(unknown.getClass());
    RuntimeException refusal =
        assertThrows(RuntimeException.class, () -> serializer.toBinary(unknown));
    assertTrue(refusal.getMessage().contains("using Java serialization"), refusal.getMessage());
  }
}
