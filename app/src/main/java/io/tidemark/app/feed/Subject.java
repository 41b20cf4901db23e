package io.tidemark.app.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Finds the subject of a line, and with it proves that the line is one JSON object. */
final class Subject {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private Subject() {}

  /** A line that cannot be published, and why. */
  static final class NotPublishable extends Exception {
    private static final long serialVersionUID = 1L;

    NotPublishable(String reason) {
      super(reason);
    }
  }

  static String of(byte[] line) throws NotPublishable {
    try (JsonParser parser = JSON.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new NotPublishable("not a JSON object");
      }
      String subject = null;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals("subject");
        JsonToken value = parser.nextToken();
        if (wanted && value != JsonToken.VALUE_STRING) {
          throw new NotPublishable("the subject is not a string");
        }
        if (wanted) {
          subject = parser.getText();
        }
        // skipChildren reads the whole value, so broken JSON further in is found too.
        parser.skipChildren();
      }
      if (parser.nextToken() != null) {
        throw new NotPublishable("more than one JSON value in the line");
      }
      if (subject == null || subject.isEmpty()) {
        throw new NotPublishable("no subject");
      }
      return subject;
    } catch (JsonProcessingException failure) {
      long column = failure.getLocation() == null ? 0 : failure.getLocation().getColumnNr();
      throw new NotPublishable(
          "not a JSON object: " + failure.getOriginalMessage() + " (column " + column + ")");
    } catch (IOException failure) {
      throw new NotPublishable("not a JSON object: " + failure.getMessage());
    }
  }
}
