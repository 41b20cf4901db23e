package io.tidemark.app.feed;

import io.tidemark.app.Reachability;
import io.tidemark.app.Settings;
import io.tidemark.app.command.CommandFailure;
import io.tidemark.app.feed.Lines.Line;
import io.tidemark.app.feed.Subject.NotPublishable;
import io.tidemark.app.wiring.KafkaClients;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Publishes lines as CloudEvents in structured mode. Order within a subject is the file's: the
 * producer is idempotent and keyed by subject. Memory is bounded by the producer's buffer, which
 * holds the reader back when Kafka is slower.
 */
public final class Feed {
  private static final List<Header> HEADERS =
      List.of(
          new RecordHeader(
              "content-type",
              "application/cloudevents+json; charset=UTF-8".getBytes(StandardCharsets.UTF_8)));
  private static final int LARGEST_REQUEST = Lines.LONGEST + 64 * 1024;

  private final Settings.Kafka kafka;
  private final String topic;
  private final Optional<Integer> rate;
  private final PrintWriter out;
  private final PrintWriter problems;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /**
   * A feed of one topic.
   *
   * @param kafka where Kafka is found, and how its clients are set up
   * @param topic an existing topic
   * @param rate the most events a second, if limited
   * @param out takes the summary
   * @param problems takes progress and refused lines
   */
  public Feed(
      Settings.Kafka kafka,
      String topic,
      Optional<Integer> rate,
      PrintWriter out,
      PrintWriter problems) {
    this.kafka = kafka;
    this.topic = topic;
    this.rate = rate;
    this.out = out;
    this.problems = problems;
  }

  /**
   * Publishes a file, or standard input when it is {@code -}.
   *
   * @return whether every line that was not blank was published
   * @throws CommandFailure when the file cannot be read, the topic does not exist, or Kafka does
   *     not answer or stops answering
   */
  public boolean publish(String file) throws InterruptedException {
    if (!file.equals("-")
        && (!Files.isReadable(Path.of(file)) || Files.isDirectory(Path.of(file)))) {
      throw CommandFailure.wrongUsage("--file " + file + ": no readable file there");
    }
    requireTopic();
    Progress progress = new Progress(problems);
    try (Lines lines = Lines.of(file.equals("-") ? System.in : open(file));
        Producer<byte[], byte[]> producer =
            new KafkaProducer<>(
                properties(), new ByteArraySerializer(), new ByteArraySerializer())) {
      long refused = send(lines, file.equals("-") ? "stdin" : file, producer, progress);
      producer.flush();
      progress.clear();
      throwFailure();
      out.println(progress.summary(acknowledged.get(), topic));
      out.flush();
      if (refused > 0) {
        problems.println("tidemark: " + refused + " lines were not published");
        problems.flush();
      }
      return refused == 0;
    } catch (IOException unreadable) {
      throw CommandFailure.failed(
          file + ": cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  private static InputStream open(String file) throws IOException {
    return Files.newInputStream(Path.of(file));
  }

  private long send(Lines lines, String file, Producer<byte[], byte[]> producer, Progress progress)
      throws IOException {
    Optional<Pace> pace = rate.map(Pace::new);
    long refused = 0;
    for (Line line = lines.next(); line != null; line = lines.next()) {
      if (line.isBlank()) {
        continue;
      }
      try {
        if (line.tooLong()) {
          throw new NotPublishable("longer than " + Lines.LONGEST + " bytes");
        }
        String subject = Subject.of(line.bytes());
        pace.ifPresent(Pace::await);
        send(producer, subject, line.bytes());
      } catch (NotPublishable refusal) {
        refused++;
        progress.clear();
        problems.println(file + ":" + line.number() + ": " + refusal.getMessage());
      }
      throwFailure();
      progress.at(acknowledged.get());
    }
    return refused;
  }

  private void send(Producer<byte[], byte[]> producer, String subject, byte[] value) {
    producer.send(
        new ProducerRecord<>(topic, null, subject.getBytes(StandardCharsets.UTF_8), value, HEADERS),
        (metadata, problem) -> {
          if (problem == null) {
            acknowledged.incrementAndGet();
          } else {
            failure.compareAndSet(null, problem);
          }
        });
  }

  private void throwFailure() {
    Exception problem = failure.get();
    if (problem != null) {
      throw CommandFailure.failed(
          "Kafka at "
              + kafka.bootstrapServers()
              + " did not take an event: "
              + problem.getMessage()
              + " ("
              + acknowledged.get()
              + " events were published)",
          problem);
    }
  }

  private void requireTopic() throws InterruptedException {
    String servers = kafka.bootstrapServers();
    Optional<String> refusal = Reachability.kafka(kafka);
    if (refusal.isPresent()) {
      throw CommandFailure.failed("Kafka at " + servers + " is not reachable: " + refusal.get());
    }
    try (Admin admin = KafkaClients.admin(kafka)) {
      admin.describeTopics(List.of(topic)).allTopicNames().get(5, TimeUnit.SECONDS);
    } catch (TimeoutException timeout) {
      throw CommandFailure.failed("Kafka at " + servers + " did not describe the topic within 5 s");
    } catch (ExecutionException problem) {
      if (problem.getCause() instanceof UnknownTopicOrPartitionException
          || problem.getCause() instanceof InvalidTopicException) {
        throw CommandFailure.failed("topic " + topic + " does not exist on " + servers);
      }
      throw CommandFailure.failed(
          "topic " + topic + " on " + servers + ": " + problem.getCause().getMessage(),
          problem.getCause());
    }
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = KafkaClients.sending(kafka);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, rate.isPresent() ? 0 : 10);
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
    // A broker that died in the middle is reported after half a minute, not after two.
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
    return properties;
  }
}
