package io.tidemark.app.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectTest {

  @Test
  void findsTheSubjectOfTheEventAndNotOfItsData() throws Exception {
    assertEquals("a/1", of("{\"data\":{\"subject\":\"no\"},\"subject\":\"a/1\"}"));
    assertEquals("ä", of(" {\"subject\":\"\\u00e4\", \"data\":[1,{}]} "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1]|not a JSON object",
        "hello|not a JSON object",
        "{}|no subject",
        "{\"subject\":\"\"}|no subject",
        "{\"subject\":7}|the subject is not a string",
        "{\"subject\":null}|the subject is not a string",
        "{\"subject\":\"a\",\"data\":{|not a JSON object",
        "{\"subject\":\"a\"} {}|more than one JSON value",
        "{\"subject\":\"a\",\"subject\":\"b\"}|not a JSON object: Duplicate field",
      })
  void saysWhyALineCannotBePublished(String line, String reason) {
    Subject.NotPublishable refusal = assertThrows(Subject.NotPublishable.class, () -> of(line));
    assertTrue(refusal.getMessage().startsWith(reason), refusal.getMessage());
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] line = "{\"subject\":\"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThrows(Subject.NotPublishable.class, () -> Subject.of(line));
  }

  private static String of(String line) throws Subject.NotPublishable {
    return Subject.of(line.getBytes(StandardCharsets.UTF_8));
  }
}
