package io.tidemark.app.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.japi.pf.PFBuilder;
import org.apache.pekko.stream.BackpressureTimeoutException;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /aggregates/TYPE/ID/changes} and {@code GET /projections/NAME/changes}: server-sent
 * events. There are only so many streams at a time, each holds nothing back for a reader that does
 * not read, and one that reads nothing for long is dropped.
 */
public final class ChangeRoutes extends AllDirectives {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeRoutes.class);

  private static final String LAST_EVENT = "Last-Event-ID";
  private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");
  private static final String HEARTBEAT = ": still here\n\n";

  private final Set<String> types;
  private final Set<String> projections;
  private final ChangeReader reader;
  private final Limits limits;
  private final Semaphore streams;

  /**
   * What streams are allowed.
   *
   * @param streams the most at a time
   * @param heartbeat after so long without a change a comment is sent
   * @param patience after so long a reader that reads nothing is dropped
   */
  public record Limits(int streams, Duration heartbeat, Duration patience) {
    /** So many streams, and the usual times. */
    public static Limits of(int streams) {
      return new Limits(streams, Duration.ofSeconds(15), Duration.ofSeconds(30));
    }
  }

  /**
   * @param types the known aggregate types
   * @param projections the names of the known projections
   */
  public ChangeRoutes(
      Set<String> types, Set<String> projections, ChangeReader reader, Limits limits) {
    this.types = Set.copyOf(types);
    this.projections = Set.copyOf(projections);
    this.reader = reader;
    this.limits = limits;
    this.streams = new Semaphore(limits.streams());
  }

  /** The routes. */
  public Route create() {
    return concat(
        path(
            segment("aggregates").slash(segment()).slash(segment()).slash("changes"),
            (type, id) ->
                get(
                    () ->
                        extractRequest(
                            request -> completeWithFuture(ofAggregate(request, type, id))))),
        path(
            segment("projections").slash(segment()).slash("changes"),
            name ->
                get(
                    () ->
                        extractRequest(
                            request -> completeWithFuture(ofProjection(request, name))))));
  }

  private CompletionStage<HttpResponse> ofAggregate(HttpRequest request, String type, String id) {
    if (!types.contains(type)) {
      return CompletableFuture.completedFuture(AggregateRoutes.unknownType(types, type));
    }
    QueryParameters.of(request, Set.of());
    OptionalLong after = lastEvent(request).stream().mapToLong(ChangeRoutes::version).findFirst();
    return stream("aggregate " + type + " " + id, () -> reader.ofAggregate(type, id, after))
        .exceptionally(AggregateRoutes::failed);
  }

  private CompletionStage<HttpResponse> ofProjection(HttpRequest request, String name) {
    if (!projections.contains(name)) {
      return CompletableFuture.completedFuture(
          ProjectionRoutes.unknownProjection(projections, name));
    }
    QueryParameters.of(request, Set.of());
    return stream("projection " + name, () -> reader.ofProjection(name, lastEvent(request)))
        .exceptionally(Answers::failure);
  }

  private static Optional<String> lastEvent(HttpRequest request) {
    return request.getHeader(LAST_EVENT).map(header -> header.value().strip());
  }

  private static long version(String text) {
    if (!VERSION.matcher(text).matches()) {
      throw new InvalidRequestException(
          LAST_EVENT + " takes the id of an event of this stream, which is a version");
    }
    return Long.parseLong(text);
  }

  private CompletionStage<HttpResponse> stream(
      String what, Supplier<CompletionStage<Source<ChangeReader.Change, NotUsed>>> changes) {
    if (streams.availablePermits() == 0) {
      return CompletableFuture.failedFuture(busy());
    }
    return changes.get().thenApply(source -> answer(what, source));
  }

  private BusyException busy() {
    return new BusyException(
        limits.streams()
            + " streams of changes are open, the most of this node"
            + " (tidemark.http.streams); ask another one, or later");
  }

  /** An answer may still be refused, or its reader gone: only a stream that runs takes a place. */
  private Source<ChangeReader.Change, NotUsed> placed(
      Source<ChangeReader.Change, NotUsed> changes) {
    return Source.fromMaterializer(
            (materializer, attributes) ->
                streams.tryAcquire()
                    ? changes.watchTermination(
                        (ignored, done) -> {
                          done.whenComplete((end, failure) -> streams.release());
                          return NotUsed.notUsed();
                        })
                    : Source.<ChangeReader.Change>failed(busy()))
        .mapMaterializedValue(ignored -> NotUsed.notUsed());
  }

  private HttpResponse answer(String what, Source<ChangeReader.Change, NotUsed> changes) {
    Source<ByteString, NotUsed> events =
        placed(changes)
            .map(ChangeRoutes::event)
            .keepAlive(limits.heartbeat(), () -> HEARTBEAT)
            .backpressureTimeout(limits.patience())
            .recover(
                new PFBuilder<Throwable, String>()
                    .matchAny(failure -> farewell(what, failure))
                    .build())
            .map(ByteString::fromString);
    return HttpResponse.create()
        .addHeader(RawHeader.create("Cache-Control", "no-store"))
        .withEntity(HttpEntities.create(MediaTypes.TEXT_EVENT_STREAM.toContentType(), events));
  }

  /** The last event of a stream that ends: why it does. Whoever asks again goes on after it. */
  private String farewell(String what, Throwable failure) {
    boolean slow = failure instanceof BackpressureTimeoutException;
    String reason =
        slow
            ? "nothing was read for " + limits.patience().toSeconds() + " s"
            : "the changes cannot be followed now; ask again with Last-Event-ID";
    LOG.warn("A stream of changes of {} was ended: {}", what, slow ? reason : failure.toString());
    return "event: end\ndata: {\"reason\":\"" + reason + "\"}\n\n";
  }

  private static String event(ChangeReader.Change change) {
    return "id: " + change.id() + "\nevent: " + change.kind() + "\ndata: " + change.data() + "\n\n";
  }
}
