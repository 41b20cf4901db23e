package io.tidemark.persistence.serialization;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.aggregate.JournalEvent;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.EventFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * The stored form of journal rows and snapshots: CBOR (RFC 8949) with one-letter names. The
 * manifest names kind and version; an older version stays readable for ever.
 */
public final class JournalSerializer extends SerializerWithStringManifest {
  private static final int IDENTIFIER = 741_001;
  private static final String RECORDED = "R1";
  private static final String SKIPPED = "G1";
  private static final String STARTED = "F1";
  private static final String NOTED = "L1";
  private static final String REDEEMED = "M1";
  private static final String DISCARDED = "D1";
  private static final String SNAPSHOT = "S1";

  private final ObjectMapper cbor = Cbor.mapper();

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object object) {
    if (object instanceof JournalEvent.EventsRecorded) {
      return RECORDED;
    }
    if (object instanceof JournalEvent.GapSkipped) {
      return SKIPPED;
    }
    if (object instanceof JournalEvent.StartDecided) {
      return STARTED;
    }
    if (object instanceof JournalEvent.LetterNoted) {
      return NOTED;
    }
    if (object instanceof JournalEvent.LetterRedeemed) {
      return REDEEMED;
    }
    if (object instanceof JournalEvent.LetterDiscarded) {
      return DISCARDED;
    }
    if (object instanceof StateSnapshot) {
      return SNAPSHOT;
    }
    throw new IllegalArgumentException("no stored form for " + object.getClass().getName());
  }

  @Override
  public byte[] toBinary(Object object) {
    try {
      return object instanceof JournalEvent.EventsRecorded recorded
          ? written(recorded)
          : cbor.writeValueAsBytes(tree(object));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nearly every row is one of these: no tree is made of it. */
  private byte[] written(JournalEvent.EventsRecorded recorded) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator out = cbor.createGenerator(bytes)) {
      out.writeStartObject(recorded, 2);
      out.writeNumberField("t", recorded.at().toEpochMilli());
      out.writeFieldName("e");
      out.writeStartArray(recorded, recorded.events().size());
      for (Event event : recorded.events()) {
        EventFormat.write(event, out);
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static JsonNode tree(Object object) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    if (object instanceof StateSnapshot snapshot) {
      return snapshot.tree();
    }
    tree.put("t", ((JournalEvent) object).at().toEpochMilli());
    if (object instanceof JournalEvent.GapSkipped skipped) {
      tree.put("s", skipped.source()).put("n", skipped.to());
    } else if (object instanceof JournalEvent.StartDecided decided) {
      tree.put("s", decided.source()).put("n", decided.first());
    } else if (object instanceof JournalEvent.LetterNoted noted) {
      tree.put("s", noted.source()).put("n", noted.sequence());
      tree.put("l", noted.letter()).put("m", noted.message());
    } else if (object instanceof JournalEvent.LetterRedeemed redeemed) {
      tree.put("l", redeemed.letter()).set("e", EventFormat.write(redeemed.event()));
    } else if (object instanceof JournalEvent.LetterDiscarded discarded) {
      tree.put("s", discarded.source()).put("l", discarded.letter());
    }
    return tree;
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    JsonNode tree;
    try {
      tree = cbor.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (manifest.equals(SNAPSHOT)) {
      return new StateSnapshot(tree);
    }
    Instant at = Instant.ofEpochMilli(tree.get("t").longValue());
    switch (manifest) {
      case RECORDED:
        List<Event> events = new ArrayList<>();
        tree.get("e").forEach(event -> events.add(EventFormat.read(event)));
        return new JournalEvent.EventsRecorded(events, at);
      case SKIPPED:
        return new JournalEvent.GapSkipped(
            tree.get("s").textValue(), tree.get("n").longValue(), at);
      case STARTED:
        return new JournalEvent.StartDecided(
            tree.get("s").textValue(), tree.get("n").longValue(), at);
      case NOTED:
        return new JournalEvent.LetterNoted(
            tree.get("s").textValue(),
            tree.get("n").longValue(),
            tree.get("l").textValue(),
            tree.get("m").textValue(),
            at);
      case REDEEMED:
        return new JournalEvent.LetterRedeemed(
            EventFormat.read(tree.get("e")), tree.get("l").textValue(), at);
      case DISCARDED:
        return new JournalEvent.LetterDiscarded(
            tree.get("s").textValue(), tree.get("l").textValue(), at);
      default:
        throw new NotSerializableException("unknown manifest " + manifest);
    }
  }
}
