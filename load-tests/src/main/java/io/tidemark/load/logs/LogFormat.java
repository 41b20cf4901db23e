package io.tidemark.load.logs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.load.model.CloudEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Logs of real processes, and how their rows become events. */
public enum LogFormat {
  /**
   * Loan applications: {@code case_id,seq,activity,lifecycle,timestamp,resource,...}; {@code seq}
   * is the sequence number, the case the subject.
   */
  LOANS {
    @Override
    CloudEvent event(Map<String, String> row, Map<String, Long> rowsByCase) {
      return written(
          "/loans",
          "loan." + lower(row.get("lifecycle")),
          row.get("case_id"),
          Long.parseLong(row.get("seq")),
          OffsetDateTime.parse(row.get("timestamp")),
          data(row.get("activity"), row.get("lifecycle"), row.get("resource")));
    }
  },

  /**
   * Halves of a log of permit receipts, whose cases are named {@code LEFT_case-N} in the one and
   * {@code RIGHT_case-N} in the other: two sources of the aggregate {@code case-N}; the rows of a
   * case are numbered in the file's order.
   */
  RECEIPTS {
    @Override
    CloudEvent event(Map<String, String> row, Map<String, Long> rowsByCase) {
      String name = row.get("case:concept:name");
      int separator = name.indexOf('_');
      if (separator < 0) {
        throw new IllegalArgumentException("case:concept:name is " + name + ", not SIDE_CASE");
      }
      ObjectNode data =
          data(row.get("concept:name"), row.get("lifecycle:transition"), row.get("org:resource"));
      data.put("group", row.get("org:group"));
      data.put("task", row.get("concept:instance"));
      return written(
          "/receipts/" + lower(name.substring(0, separator)),
          "receipt." + lower(row.get("lifecycle:transition")),
          name.substring(separator + 1),
          rowsByCase.merge(name, 1L, Long::sum),
          OffsetDateTime.parse(row.get("time:timestamp").replace(' ', 'T')),
          data);
    }
  };

  /** Of one length, so that the texts order as the times do. */
  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT);

  /**
   * Hands on every row of a file as an event, in the file's order.
   *
   * @throws IOException when the file cannot be read or a row is none of this format
   */
  public void read(Path file, Consumer<CloudEvent> events) throws IOException {
    Map<String, Long> rowsByCase = new HashMap<>();
    long rows = 0;
    try (Csv csv = Csv.open(file)) {
      Optional<Map<String, String>> row = csv.next();
      while (row.isPresent()) {
        rows++;
        events.accept(event(row.get(), rowsByCase));
        row = csv.next();
      }
    } catch (RuntimeException e) {
      throw new IOException(file + ", row " + rows + ": " + e.getMessage(), e);
    }
  }

  abstract CloudEvent event(Map<String, String> row, Map<String, Long> rowsByCase);

  private static ObjectNode data(String activity, String lifecycle, String resource) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("activity", activity).put("lifecycle", lifecycle);
    if (!resource.isEmpty()) {
      data.put("resource", resource);
    }
    return data;
  }

  private static CloudEvent written(
      String source,
      String type,
      String subject,
      long sequence,
      OffsetDateTime time,
      ObjectNode data) {
    data.put("at", MILLISECONDS.format(time.withOffsetSameInstant(ZoneOffset.UTC)));
    return new CloudEvent(
        subject + source + "/" + sequence,
        source,
        type,
        subject,
        sequence,
        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time),
        Optional.of(subject),
        sequence == 1 ? Optional.empty() : Optional.of(subject + source + "/" + (sequence - 1)),
        data);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
