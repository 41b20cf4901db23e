package io.tidemark.load.compare;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.tidemark.domain.aggregate.AggregateState;
import io.tidemark.domain.aggregate.Deciding;
import io.tidemark.domain.aggregate.Decision;
import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.ecst.CarriedState;
import io.tidemark.streams.emit.Announcements;
import io.tidemark.streams.ingest.Decoded;
import io.tidemark.streams.ingest.EnvelopeDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;

/** Takes each event into its aggregate's state, and forwards the state that comes of it. */
final class TwinProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  private final AggregateDefinition definition;
  private final EventInterpreter interpreter;
  private final Announcements announcements;
  private final EnvelopeDecoder decoder;
  private final ObjectMapper cbor =
      CBORMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();
  private ProcessorContext<byte[], byte[]> context;
  private KeyValueStore<String, byte[]> store;

  TwinProcessor(AggregateDefinition definition) {
    this.definition = definition;
    this.interpreter = new EventInterpreter(definition);
    this.announcements = new Announcements(definition.type(), definition.emit());
    // Keys are right here, so how many partitions there are does not matter.
    this.decoder = new EnvelopeDecoder(definition, interpreter, 1);
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> processor) {
    context = processor;
    store = processor.getStateStore(StreamsTwin.STORE);
  }

  @Override
  public void process(Record<byte[], byte[]> message) {
    Instant now = Instant.ofEpochMilli(message.timestamp());
    if (!(decoder.decode(received(message), now) instanceof Decoded.Accepted accepted)) {
      throw new IllegalStateException("the standard load has nothing but events");
    }
    byte[] saved = store.get(accepted.aggregateId());
    AggregateState state =
        saved == null
            ? new AggregateState(definition, interpreter)
            : AggregateState.load(definition, interpreter, read(saved));
    Decision decision =
        Deciding.decide(state, new Instruction.Deliver(List.of(accepted.event())), now);
    if (decision.journal().isEmpty()) {
      return;
    }
    long before = state.version();
    decision.journal().forEach(state::apply);
    store.put(accepted.aggregateId(), write(state));
    if (state.version() > before) {
      announce(CarriedState.of(definition.type(), accepted.aggregateId(), state), message);
    }
  }

  /** The record as a consumer would have got it; the decoder takes it from there. */
  private ConsumerRecord<byte[], byte[]> received(Record<byte[], byte[]> message) {
    RecordMetadata metadata = context.recordMetadata().orElseThrow();
    return new ConsumerRecord<>(
        metadata.topic(),
        0,
        metadata.offset(),
        message.timestamp(),
        TimestampType.CREATE_TIME,
        message.key().length,
        message.value().length,
        message.key(),
        message.value(),
        new RecordHeaders(message.headers().toArray()),
        java.util.Optional.empty());
  }

  private void announce(CarriedState state, Record<byte[], byte[]> cause) {
    for (ProducerRecord<byte[], byte[]> record : announcements.records(state)) {
      context.forward(
          new Record<>(record.key(), record.value(), cause.timestamp(), record.headers()));
    }
  }

  private JsonNode read(byte[] saved) {
    try {
      return cbor.readTree(saved);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] write(AggregateState state) {
    try {
      return cbor.writeValueAsBytes(state.save());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
