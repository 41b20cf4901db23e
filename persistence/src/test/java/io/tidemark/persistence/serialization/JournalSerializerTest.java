package io.tidemark.persistence.serialization;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.domain.aggregate.JournalEvent;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.EventFormat;
import io.tidemark.domain.envelope.Position;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class JournalSerializerTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:15:30.123Z");

  private final JournalSerializer serializer = new JournalSerializer();

  @Test
  void keepsEveryKindOfRow() throws Exception {
    List<JournalEvent> rows =
        List.of(
            new JournalEvent.EventsRecorded(List.of(event(1), event(2)), AT),
            new JournalEvent.GapSkipped("s", 1L << 40, AT),
            new JournalEvent.StartDecided("s", 7, AT),
            new JournalEvent.LetterNoted("s", Event.NO_SEQUENCE, "shop.carts-0-7", null, AT),
            new JournalEvent.LetterNoted("s", 1L << 40, "shop.carts-0-8", "why, ü", AT),
            new JournalEvent.LetterRedeemed(event(3), "shop.carts-0-9", AT),
            new JournalEvent.LetterDiscarded("s", "shop.carts-0-10", AT));
    for (JournalEvent row : rows) {
      Object back = serializer.fromBinary(serializer.toBinary(row), serializer.manifest(row));
      assertEquals(comparable(row), comparable(back));
    }
    assertEquals(
        Set.of(JournalEvent.class.getPermittedSubclasses()),
        rows.stream().map(JournalEvent::getClass).collect(Collectors.toSet()),
        "a new kind of row needs a stored form");
  }

  /** Its components, events in the form in which they are stored: they have no equality. */
  private static List<Object> comparable(Object row) throws Exception {
    List<Object> components = new ArrayList<>(List.of(row.getClass()));
    for (RecordComponent component : row.getClass().getRecordComponents()) {
      Object value = component.getAccessor().invoke(row);
      if (value instanceof List<?> events) {
        events.forEach(event -> components.add(EventFormat.write((Event) event)));
      } else {
        components.add(value instanceof Event event ? EventFormat.write(event) : value);
      }
    }
    return components;
  }

  private static Event event(long sequence) {
    return new Event(
        new Event.Header(
            "id",
            "s",
            sequence,
            "type",
            1_772_360_130_123_456_789L,
            null,
            null,
            null,
            null,
            null,
            Map.of()),
        "{\"amount\":0.10}".getBytes(StandardCharsets.UTF_8),
        new Position("shop.carts", 0, sequence));
  }
}
