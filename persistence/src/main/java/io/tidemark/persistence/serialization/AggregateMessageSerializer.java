package io.tidemark.persistence.serialization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.aggregate.Receipt;
import io.tidemark.domain.aggregate.Submission;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.persistence.aggregate.AggregateActor;
import io.tidemark.persistence.aggregate.AggregateLane;
import io.tidemark.persistence.aggregate.AggregateSharding.Routed;
import io.tidemark.persistence.aggregate.Receipts;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * How messages to and from aggregates travel between nodes: CBOR with one-letter names. The
 * manifest names kind and version, so that nodes of two versions understand each other while a
 * cluster is being upgraded.
 */
public final class AggregateMessageSerializer extends SerializerWithStringManifest {
  private static final int IDENTIFIER = 741_002;
  private static final String SUBMIT = "S2";
  private static final String READ = "R1";
  private static final String READ_INCLUDING = "W1";
  private static final String LOCATE = "L1";
  private static final String REHEARSE = "T1";
  private static final String RECEIPTS = "C2";
  private static final String ANSWER = "A1";
  private static final String LOCATED = "H1";
  private static final String REHEARSED = "U1";

  private final ObjectMapper cbor = Cbor.mapper();
  private final ExtendedActorSystem system;

  /** Made by Pekko, once for each actor system. */
  public AggregateMessageSerializer(ExtendedActorSystem system) {
    this.system = system;
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object object) {
    Object message = object instanceof Routed routed ? routed.command() : object;
    if (message instanceof AggregateLane.Submit) {
      return SUBMIT;
    }
    if (message instanceof AggregateLane.Locate) {
      return LOCATE;
    }
    if (message instanceof AggregateLane.Ask ask) {
      return question(ask.question());
    }
    if (message instanceof Receipts) {
      return RECEIPTS;
    }
    if (message instanceof AggregateActor.Answer) {
      return ANSWER;
    }
    if (message instanceof AggregateLane.Located) {
      return LOCATED;
    }
    if (message instanceof AggregateActor.Rehearsed) {
      return REHEARSED;
    }
    throw staysHere(message);
  }

  private static String question(AggregateActor.Command question) {
    if (question instanceof AggregateActor.Read) {
      return READ;
    }
    if (question instanceof AggregateActor.ReadIncluding) {
      return READ_INCLUDING;
    }
    if (question instanceof AggregateActor.Rehearse) {
      return REHEARSE;
    }
    throw staysHere(question);
  }

  private static IllegalArgumentException staysHere(Object message) {
    return new IllegalArgumentException(message.getClass().getName() + " stays on its node");
  }

  @Override
  public byte[] toBinary(Object object) {
    try {
      return cbor.writeValueAsBytes(
          object instanceof Routed routed ? routed(routed) : answer(object));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ObjectNode routed(Routed routed) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("p", routed.partition());
    if (routed.command() instanceof AggregateLane.Submit submit) {
      tree.put("e", submit.epoch()).set("t", InstantFormat.write(submit.now()));
      ArrayNode submissions = tree.putArray("s");
      for (Submission submission : submit.submissions()) {
        ObjectNode written = submissions.addObject().put("i", submission.aggregateId());
        written.set("n", InstructionFormat.write(submission.instruction()));
      }
      return tree.put("r", reference(submit.replyTo()));
    }
    if (routed.command() instanceof AggregateLane.Locate locate) {
      return tree.put("r", reference(locate.replyTo()));
    }
    if (routed.command() instanceof AggregateLane.Ask ask) {
      return ask(tree.put("i", ask.id()), ask.question());
    }
    throw staysHere(routed.command());
  }

  private ObjectNode ask(ObjectNode tree, AggregateActor.Command question) {
    if (question instanceof AggregateActor.Read read) {
      return tree.put("r", reference(read.replyTo()));
    }
    if (question instanceof AggregateActor.ReadIncluding read) {
      tree.put("o", read.token().encode()).put("w", read.patience().toMillis());
      return tree.put("r", reference(read.replyTo()));
    }
    if (question instanceof AggregateActor.Rehearse rehearse) {
      tree.set("n", InstructionFormat.write(rehearse.instruction()));
      tree.set("t", InstantFormat.write(rehearse.now()));
      return tree.put("r", reference(rehearse.replyTo()));
    }
    throw staysHere(question);
  }

  private static ObjectNode answer(Object object) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    if (object instanceof Receipts collected) {
      ArrayNode receipts = tree.putArray("c");
      collected.receipts().forEach(receipt -> receipts.add(ReceiptFormat.write(receipt)));
      return tree;
    }
    if (object instanceof AggregateActor.Answer answer) {
      answer.json().ifPresent(json -> tree.put("j", json));
      return tree.put("t", answer.token()).put("v", answer.version()).put("x", answer.deleted());
    }
    if (object instanceof AggregateLane.Located located) {
      return tree.put("a", located.address());
    }
    if (object instanceof AggregateActor.Rehearsed rehearsed) {
      tree.put("b", rehearsed.before()).put("a", rehearsed.after());
      return tree.set("r", RejectionFormat.write(rehearsed.rejected()));
    }
    throw staysHere(object);
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    try {
      JsonNode tree = cbor.readTree(bytes);
      return switch (manifest) {
        case SUBMIT -> routed(tree, submit(tree));
        case LOCATE -> routed(tree, new AggregateLane.Locate(resolved(tree)));
        case READ -> ask(tree, new AggregateActor.Read(resolved(tree)));
        case READ_INCLUDING ->
            ask(
                tree,
                new AggregateActor.ReadIncluding(
                    ConsistencyToken.decode(tree.get("o").textValue()),
                    Duration.ofMillis(tree.get("w").longValue()),
                    resolved(tree)));
        case REHEARSE ->
            ask(
                tree,
                new AggregateActor.Rehearse(
                    InstructionFormat.read(tree.get("n")),
                    InstantFormat.read(tree.get("t")),
                    resolved(tree)));
        case RECEIPTS -> receipts(tree);
        case ANSWER ->
            new AggregateActor.Answer(
                tree.has("j") ? Optional.of(tree.get("j").binaryValue()) : Optional.empty(),
                tree.get("t").textValue(),
                tree.get("v").longValue(),
                tree.get("x").booleanValue());
        case LOCATED -> new AggregateLane.Located(tree.get("a").textValue());
        case REHEARSED ->
            new AggregateActor.Rehearsed(
                tree.get("b").binaryValue(),
                tree.get("a").binaryValue(),
                RejectionFormat.read(tree.get("r")));
        default -> throw new NotSerializableException("unknown manifest " + manifest);
      };
    } catch (NotSerializableException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private AggregateLane.Submit submit(JsonNode tree) {
    List<Submission> submissions = new ArrayList<>();
    for (JsonNode submission : tree.get("s")) {
      submissions.add(
          new Submission(
              submission.get("i").textValue(), InstructionFormat.read(submission.get("n"))));
    }
    return new AggregateLane.Submit(
        tree.get("e").textValue(), submissions, InstantFormat.read(tree.get("t")), resolved(tree));
  }

  private static Receipts receipts(JsonNode tree) throws IOException {
    List<Receipt> receipts = new ArrayList<>();
    for (JsonNode receipt : tree.get("c")) {
      receipts.add(ReceiptFormat.read(receipt));
    }
    return new Receipts(receipts);
  }

  private static Routed routed(JsonNode tree, AggregateLane.Command command) {
    return new Routed(tree.get("p").intValue(), command);
  }

  private static Routed ask(JsonNode tree, AggregateActor.Command question) {
    return routed(tree, new AggregateLane.Ask(tree.get("i").textValue(), question));
  }

  // Looked up when it is needed: a serializer is made before its actor system is complete.
  private String reference(ActorRef<?> actor) {
    return ActorRefResolver.get(Adapter.toTyped(system)).toSerializationFormat(actor);
  }

  private <T> ActorRef<T> resolved(JsonNode tree) {
    return ActorRefResolver.get(Adapter.toTyped(system)).resolveActorRef(tree.get("r").textValue());
  }
}
