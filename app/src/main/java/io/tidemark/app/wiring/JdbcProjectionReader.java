package io.tidemark.app.wiring;

import io.tidemark.app.http.AwaitedToken;
import io.tidemark.app.http.BusyException;
import io.tidemark.app.http.InvalidRequestException;
import io.tidemark.app.http.NotIncludedException;
import io.tidemark.app.http.Page;
import io.tidemark.app.http.ProjectionReader;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.persistence.aggregate.AggregateActor;
import io.tidemark.persistence.projection.InvalidQueryException;
import io.tidemark.persistence.projection.ProjectionPage;
import io.tidemark.persistence.projection.ProjectionRebuildingException;
import io.tidemark.persistence.projection.ProjectionTables;
import io.tidemark.persistence.projection.ProjectionView;
import io.tidemark.persistence.projection.RequiredRow;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * HTTP queries are answered from the projections' tables.
 *
 * <p>Whoever brings a token is answered from rows that include it: the token names its aggregate;
 * the aggregate tells at which version it includes the token; and the query runs in the transaction
 * that has seen the aggregate's row at that version or a later one. No position in a topic and no
 * time is trusted, because an aggregate may be announced after others that it was changed before.
 */
public final class JdbcProjectionReader implements ProjectionReader {
  private final Map<String, Source> sources;
  private final Map<String, Described> described;
  private final Map<String, RowWatch> watches;
  private final Including aggregates;
  private final Executor blocking;

  /** Asks an aggregate for a state that includes a token. */
  @FunctionalInterface
  public interface Including {
    /** Fails with {@link NotIncludedException} when there is none in time. */
    CompletionStage<AggregateActor.Answer> read(
        String type, String id, ConsistencyToken token, Duration patience);
  }

  /**
   * @param sources the projections, in the order they are listed in
   * @param aggregates whose states the rows show
   * @param blocking runs the queries, which block
   */
  public JdbcProjectionReader(List<Source> sources, Including aggregates, Executor blocking) {
    Map<String, Source> byName = new LinkedHashMap<>();
    Map<String, Described> descriptions = new LinkedHashMap<>();
    Map<String, RowWatch> watching = new LinkedHashMap<>();
    for (Source source : sources) {
      String name = source.tables().definition().name();
      byName.put(name, source);
      descriptions.put(name, new Described(source.aggregateType(), source.tables().definition()));
      watching.put(name, new RowWatch(source.tables(), blocking));
    }
    this.sources = byName;
    this.described = Collections.unmodifiableMap(descriptions);
    this.watches = watching;
    this.aggregates = aggregates;
    this.blocking = blocking;
  }

  /**
   * A projection's tables, the type of the aggregates in them, and how far the tables are.
   *
   * @param status as of a moment ago
   */
  public record Source(String aggregateType, ProjectionTables tables, Supplier<Status> status) {}

  @Override
  public Status status(String name) {
    return sources.get(name).status().get();
  }

  @Override
  public Map<String, Described> projections() {
    return described;
  }

  @Override
  public CompletionStage<Page> query(
      String name,
      ProjectionView view,
      List<Map.Entry<String, String>> parameters,
      Optional<AwaitedToken> awaited) {
    Source source = sources.get(name);
    if (awaited.isEmpty()) {
      return blocking(() -> source.tables().query(view, parameters));
    }
    String id = aggregate(source.aggregateType(), parameters, awaited.get());
    if (!ProjectionTables.holds(id)) {
      throw new InvalidRequestException("an id that long has no row to wait for");
    }
    Duration timeout = awaited.get().timeout();
    long deadline = System.nanoTime() + timeout.toNanos();
    return aggregates
        .read(source.aggregateType(), id, awaited.get().token().token(), timeout)
        .thenCompose(
            answer ->
                answer.version() == 0
                    ? blocking(() -> source.tables().query(view, parameters))
                    : new Attempt(
                            name,
                            view,
                            parameters,
                            new RequiredRow(id, answer.version(), answer.deleted()),
                            timeout,
                            deadline)
                        .run());
  }

  /** Whose token it is: it says so itself, or else the query asks for one row. */
  private static String aggregate(
      String type, List<Map.Entry<String, String>> parameters, AwaitedToken awaited) {
    if (awaited.token().isNamed()) {
      return awaited.requireOf(type, awaited.token().id()).token().id();
    }
    return parameters.stream()
        .filter(parameter -> parameter.getKey().equals("id"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    "the token does not say whose it is; add id=ID, or take the token of an"
                        + " answer"));
  }

  /** A query that is tried until the row is there. */
  private final class Attempt {
    private final String name;
    private final ProjectionView view;
    private final List<Map.Entry<String, String>> parameters;
    private final RequiredRow row;
    private final Duration timeout;
    private final long deadline;

    Attempt(
        String name,
        ProjectionView view,
        List<Map.Entry<String, String>> parameters,
        RequiredRow row,
        Duration timeout,
        long deadline) {
      this.name = name;
      this.view = view;
      this.parameters = parameters;
      this.row = row;
      this.timeout = timeout;
      this.deadline = deadline;
    }

    CompletionStage<Page> run() {
      return JdbcProjectionReader.this
          .<Optional<ProjectionPage>>call(
              () -> sources.get(name).tables().query(view, parameters, row))
          .thenCompose(
              found ->
                  found.isPresent()
                      ? CompletableFuture.completedFuture(page(found.get()))
                      : watches
                          .get(name)
                          .reached(row, deadline)
                          .thenCompose(reached -> again(reached)));
    }

    private CompletionStage<Page> again(boolean reached) {
      if (reached) {
        return run();
      }
      return CompletableFuture.failedFuture(new NotIncludedException(timeout));
    }
  }

  private interface Query<T> {
    T run() throws SQLException;
  }

  private CompletionStage<Page> blocking(Query<ProjectionPage> query) {
    return call(query).thenApply(JdbcProjectionReader::page);
  }

  private <T> CompletionStage<T> call(Query<T> query) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return query.run();
          } catch (InvalidQueryException invalid) {
            throw new InvalidRequestException(invalid.getMessage());
          } catch (ProjectionRebuildingException later) {
            throw new BusyException(later.getMessage());
          } catch (SQLException failure) {
            throw new CompletionException(failure);
          }
        },
        blocking);
  }

  private static Page page(ProjectionPage page) {
    return new Page(page.items(), page.next());
  }
}
