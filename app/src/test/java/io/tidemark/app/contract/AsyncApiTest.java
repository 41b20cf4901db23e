package io.tidemark.app.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.streams.emit.Announcements;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AsyncApiTest {
  private static final List<AggregateDefinition> FILE = TestFiles.everyRule();
  private static final Documented ASYNC_API = new Documented(AsyncApi.document(FILE, "1"));
  private static final Aggregate THING =
      new Aggregate(FILE.get(0), "a/ü").take(1, "Changed", "{\"figures\":{\"top\":1.50}}");

  @Test
  void namesEveryTopicAndWhatIsDoneToIt() {
    Map<String, String> found = new HashMap<>();
    for (JsonNode operation : ASYNC_API.document().get("operations")) {
      JsonNode channel =
          ASYNC_API.document().at(operation.at("/channel/$ref").textValue().substring(1));
      found.put(channel.get("address").textValue(), operation.get("action").textValue());
    }

    assertEquals(
        Map.of(
            "things.eu", "receive",
            "things.us", "receive",
            "orders", "receive",
            "thing-state", "send",
            "order-lines", "send",
            "tidemark.dead-letters", "send"),
        found);
  }

  @Test
  void describesWhatIsAnnounced() throws Exception {
    ProducerRecord<byte[], byte[]> record = announcement(THING);
    JsonNode message = ASYNC_API.document().at("/channels/thing.out/messages/state");

    assertEquals(Set.of(), ASYNC_API.problems(message.get("headers"), headers(record)));
    assertEquals(
        Set.of(),
        ASYNC_API.problems(message.get("payload"), ExactJson.mapper().readTree(record.value())));
  }

  @Test
  void announcesStatesThatAreCloudEvents() throws Exception {
    JsonNode cloudEvent = SharedData.json("cloudevents/cloudevents.schema.json");
    Aggregate deleted = new Aggregate(FILE.get(0), "1").take(1, "Deleted", "");
    for (Aggregate aggregate : List.of(THING, deleted)) {
      ObjectNode structured = structured(announcement(aggregate));

      assertEquals(Set.of(), problems(cloudEvent, structured), structured.toString());
      for (String attribute : List.of("id", "source", "specversion", "type")) {
        ObjectNode broken = structured.deepCopy();
        broken.remove(attribute);
        assertFalse(problems(cloudEvent, broken).isEmpty(), attribute);
      }
    }
  }

  /** What the document accepts, the decoder must accept; what the decoder refuses, the document. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true  | Changed | {\"figures\":{\"top\":1}}",
        "true  | Changed | {\"figures\":{\"top\":\"x\",\"low\":null},\"level\":2,\"grown\":0}",
        "true  | Changed | {\"figures\":{\"top\":1},\"level\":\"2\",\"key\":7,\"more\":[]}",
        "false | Changed | {\"figures\":{}}",
        "false | Changed | {}",
        "false | Changed | {\"figures\":{\"top\":null}}",
        "false | Changed | {\"figures\":{\"top\":1},\"level\":\"NONE\"}",
        "false | Changed | {\"figures\":{\"top\":1},\"grown\":-1}",
        "false | Changed | {\"figures\":{\"top\":1,\"sum\":\"1\"}}",
        "false | Changed | {\"figures\":{\"top\":1},\"key\":[]}",
        "true  | Removed | {\"key\":\"k\",\"tag\":{}}",
        "true  | Deleted | {}"
      })
  void describesWhatIsTakenIn(boolean taken, String type, String data) throws Exception {
    JsonNode message = consumed("/channels/thing.in.things.eu/messages/" + type);

    assertEquals(
        taken, Documented2020.accepts(message.get("payload"), ExactJson.mapper().readTree(data)));
    assertEquals(
        taken,
        new Aggregate(FILE.get(0), "1")
            .read(Aggregate.headers("1", 1, type), data)
            .instruction()
            .isPresent());
  }

  @ParameterizedTest
  @CsvSource({"ce_id", "ce_source", "ce_type", "ce_subject", "ce_sequence"})
  void namesTheHeadersThatMustBeThere(String missing) throws Exception {
    JsonNode message = consumed("/channels/thing.in.things.us/messages/Removed");
    Map<String, String> headers = new HashMap<>(Aggregate.headers("1", 1, "Removed"));
    assertTrue(Documented2020.accepts(message.get("headers"), tree(headers)));

    headers.remove(missing);

    assertFalse(Documented2020.accepts(message.get("headers"), tree(headers)));
    assertTrue(new Aggregate(FILE.get(0), "1").read(headers, "{}").instruction().isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true  | {\"kind\":\"x\",\"order\":{\"id\":\"1\",\"total\":1.5,\"tags\":[1]}}",
        "true  | {\"kind\":\"x\",\"order\":{\"id\":\"1\"},\"at\":1700000000000}",
        "false | {\"order\":{\"id\":\"1\"}}",
        "false | {\"kind\":\"x\",\"order\":{\"total\":1}}",
        "false | {\"kind\":\"x\",\"order\":{\"id\":\"1\",\"total\":\"1\"}}"
      })
  void describesPlainJson(boolean taken, String value) throws Exception {
    JsonNode message = consumed("/channels/order-line.in.orders/messages/any other");

    assertEquals(
        taken, Documented2020.accepts(message.get("payload"), ExactJson.mapper().readTree(value)));
    assertEquals(
        taken, new Aggregate(FILE.get(1), "1").read(Map.of(), value).instruction().isPresent());
  }

  private static JsonNode consumed(String pointer) {
    JsonNode message = ASYNC_API.document().at(pointer);
    assertFalse(message.isMissingNode(), pointer);
    return message;
  }

  private static ProducerRecord<byte[], byte[]> announcement(Aggregate aggregate) {
    return new Announcements("thing", FILE.get(0).emit()).records(aggregate.announcement()).get(0);
  }

  private static JsonNode tree(Map<String, String> headers) {
    return ExactJson.mapper().valueToTree(headers);
  }

  private static ObjectNode headers(ProducerRecord<byte[], byte[]> record) {
    ObjectNode headers = JsonNodeFactory.instance.objectNode();
    for (Header header : record.headers()) {
      headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    return headers;
  }

  /** The same event in structured mode, as the protocol binding maps one to the other. */
  private static ObjectNode structured(ProducerRecord<byte[], byte[]> record) throws Exception {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> header : headers(record).properties()) {
      String name =
          header.getKey().equals("content-type")
              ? "datacontenttype"
              : header.getKey().substring("ce_".length());
      event.set(name, header.getValue());
    }
    event.set("data", ExactJson.mapper().readTree(record.value()));
    return event;
  }

  private static Set<String> problems(JsonNode schema, JsonNode value) {
    return Documented.problems(
        JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(schema, Documented.STRICT), value);
  }

  /** Takes schemas as they are: senders may say more than the document knows. */
  private static final class Documented2020 {
    static boolean accepts(JsonNode schema, JsonNode value) {
      return Documented.problems(
              JsonSchemaFactory.getInstance(VersionFlag.V202012)
                  .getSchema(schema, Documented.STRICT),
              value)
          .isEmpty();
    }
  }
}
