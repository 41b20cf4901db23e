package io.tidemark.persistence.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import io.tidemark.domain.json.ExactJson;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ColumnTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      textBlock =
          """
          TEXT        | "a b"                            | a b
          TEXT        | 1.50                             | 1.50
          TEXT        | {"a":[1,true]}                   | {"a":[1,true]}
          TEXT        | "a\\u0000b"                      | ab
          BIGINT      | 9223372036854775807              | 9223372036854775807
          BIGINT      | 9223372036854775808              | -
          BIGINT      | 1e3                              | 1000
          BIGINT      | 1.5                              | -
          BIGINT      | "7"                              | -
          INTEGER     | 2147483648                       | -
          INTEGER     | -2147483648                      | -2147483648
          NUMERIC     | 0.1000000000000000000000000001   | 0.1000000000000000000000000001
          NUMERIC     | 1e3                              | 1000
          NUMERIC     | 1e100000                         | -
          NUMERIC     | true                             | -
          BOOLEAN     | true                             | true
          BOOLEAN     | "true"                           | -
          TIMESTAMPTZ | "2026-01-31T12:00:00+02:00"      | 2026-01-31T10:00:00Z
          TIMESTAMPTZ | "2026-01-31t12:00:00.1234567z"   | 2026-01-31T12:00:00.123456Z
          TIMESTAMPTZ | "2026-01-31"                     | -
          TIMESTAMPTZ | "+12026-01-31T12:00:00Z"         | -
          TIMESTAMPTZ | 1700000000                       | -
          DATE        | "2026-01-31"                     | 2026-01-31
          DATE        | "2026-02-31"                     | -
          JSONB       | {"a":1.50,"b":null}              | {"a":1.50,"b":null}
          JSONB       | ["x\\u0000y"]                    | ["xy"]
          JSONB       | {"k\\u0000":1e100000}            | -
          """)
  void takesFromAStateWhatTheColumnCanHold(ColumnType type, String json, String expected)
      throws Exception {
    assertEquals(
        Optional.ofNullable(expected),
        ColumnText.fromState(type, ExactJson.mapper().readTree(json)));
  }

  @Test
  void replacesUnpairedSurrogates() throws Exception {
    assertEquals(
        Optional.of("\uFFFDx\uD83D\uDE00"),
        ColumnText.fromState(
            ColumnType.TEXT, ExactJson.mapper().readTree("\"\\ud800x\\ud83d\\ude00\"")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          BIGINT      | 007                       | 7
          BIGINT      | seven                     | -
          NUMERIC     | 1.50                      | 1.50
          NUMERIC     | NaN                       | -
          NUMERIC     | 1e2147483647              | -
          BOOLEAN     | yes                       | -
          TIMESTAMPTZ | 2026-01-31T12:00:00 02:00 | 2026-01-31T10:00:00Z
          DATE        | 31.1.2026                 | -
          JSONB       | {"a":1                    | -
          JSONB       | [1,2]                     | [1,2]
          """)
  void takesFromAQueryWhatFitsTheColumn(ColumnType type, String value, String expected) {
    assertEquals(Optional.ofNullable(expected), ColumnText.fromQuery(type, value));
  }
}
