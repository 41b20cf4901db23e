package io.tidemark.app.http;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/** Tells of changes as they are announced. */
public interface ChangeReader {

  /**
   * A change, or where a stream of them stands.
   *
   * @param id by which the stream goes on after it
   * @param kind the event's name
   * @param data JSON of one line
   */
  record Change(String id, String kind, String data) {}

  /**
   * One aggregate: as it is, unless the reader has that already, and then each newer version that
   * is announced. The stream has no end of its own.
   *
   * @param after the version that the reader has
   */
  CompletionStage<Source<Change, NotUsed>> ofAggregate(String type, String id, OptionalLong after);

  /**
   * The rows of a projection from now on, or from where the reader was. The stream has no end of
   * its own.
   *
   * @param after the id of the last change that the reader has; fails with {@link
   *     InvalidRequestException} when it is none
   */
  CompletionStage<Source<Change, NotUsed>> ofProjection(String name, Optional<String> after);
}
