package io.tidemark.app.wiring;

import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.app.Settings;
import io.tidemark.app.StartException;
import io.tidemark.app.contract.AsyncApi;
import io.tidemark.app.contract.OpenApi;
import io.tidemark.app.http.ApiRoutes;
import io.tidemark.app.http.ChangeRoutes;
import io.tidemark.app.http.ContractRoutes;
import io.tidemark.app.http.FlowRoutes;
import io.tidemark.app.http.HttpServer;
import io.tidemark.app.http.HttpTls;
import io.tidemark.app.http.Readiness;
import io.tidemark.app.http.ScalingRoutes;
import io.tidemark.app.metrics.HttpMetrics;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.persistence.aggregate.AggregateHistory;
import io.tidemark.persistence.flow.FlowReader;
import io.tidemark.persistence.operations.DeadLetterTable;
import io.tidemark.persistence.operations.OperationsQueries;
import io.tidemark.persistence.operations.Republications;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.kafka.clients.producer.Producer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.server.Route;

/** Joins the HTTP routes to what they read from. */
public final class Api {
  private Api() {}

  /**
   * Starts to answer queries.
   *
   * @throws StartException when the address cannot be listened on
   */
  public static ServerBinding start(
      ActorSystem<?> system,
      Settings settings,
      Map<String, RunningType> types,
      HikariDataSource dataSource,
      Producer<byte[], byte[]> producer,
      Supplier<String> metrics,
      Readiness readiness,
      ScalingWatch scaling)
      throws StartException {
    Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    List<JdbcProjectionReader.Source> projections =
        types.values().stream().flatMap(type -> type.projections().stream()).toList();
    Aggregates aggregates = new Aggregates(types);
    Map<String, AggregateHistory> histories = new HashMap<>();
    types.forEach((name, type) -> histories.put(name, type.histories()));
    ApiRoutes routes =
        new ApiRoutes(
            new ApiRoutes.Sources(
                types.keySet(),
                aggregates,
                new JournalHistoryReader(histories, blocking),
                new JdbcProjectionReader(projections, aggregates::including, blocking),
                new JdbcOperationsReader(new OperationsQueries(dataSource), blocking),
                new RecordedAdministration(
                    types,
                    new DeadLetterTable(dataSource),
                    new Republications(dataSource),
                    producer,
                    blocking),
                readiness,
                metrics,
                List.of(
                    contracts(types),
                    new ScalingRoutes(scaling::latest).create(),
                    changes(system, settings, types, aggregates),
                    new FlowRoutes(new JdbcFlowReader(new FlowReader(dataSource), blocking))
                        .create())),
            settings.readToken(),
            settings.adminToken());
    Settings.Http http = settings.http();
    try {
      Optional<SSLContext> tls =
          http.tls().map(files -> HttpTls.context(files.certificate(), files.key()));
      CompletableFuture<ServerBinding> bound =
          HttpServer.start(
                  system,
                  http.host(),
                  http.port(),
                  tls,
                  new HttpMetrics().measured(routes.create()))
              .toCompletableFuture();
      // A system that ends meanwhile, because the cluster put it out, does not answer any more.
      system
          .getWhenTerminated()
          .thenRun(() -> bound.completeExceptionally(new IllegalStateException("it has ended")));
      return bound.join();
    } catch (IllegalArgumentException wrongFiles) {
      throw new StartException(
          "HTTPS: "
              + wrongFiles.getMessage()
              + " (tidemark.http.tls-certificate, tidemark.http.tls-key)",
          wrongFiles);
    } catch (CompletionException e) {
      if (e.getCause() instanceof IllegalStateException ended) {
        throw ended;
      }
      throw new StartException(
          "cannot listen on "
              + http.host()
              + ":"
              + http.port()
              + " for HTTP; is the port taken? Choose another (tidemark.http.port,"
              + " TIDEMARK_HTTP_PORT; 0 takes a free one)",
          e);
    }
  }

  private static Route changes(
      ActorSystem<?> system,
      Settings settings,
      Map<String, RunningType> types,
      Aggregates aggregates) {
    Map<String, KafkaChangeReader.Followed> projections = new HashMap<>();
    types.forEach(
        (name, type) ->
            type.definition()
                .projections()
                .forEach(
                    (projection, definition) ->
                        projections.put(
                            projection,
                            new KafkaChangeReader.Followed(
                                type.definition().emit().topic(), definition))));
    Map<String, String> topics = new HashMap<>();
    types.forEach((name, type) -> topics.put(name, type.definition().emit().topic()));
    return new ChangeRoutes(
            types.keySet(),
            projections.keySet(),
            new KafkaChangeReader(system, settings.kafka(), aggregates, topics, projections),
            ChangeRoutes.Limits.of(settings.http().streams()))
        .create();
  }

  private static Route contracts(Map<String, RunningType> types) {
    List<AggregateDefinition> definitions =
        types.values().stream().map(RunningType::definition).toList();
    String version = Api.class.getPackage().getImplementationVersion();
    String known = version == null ? "development" : version;
    return new ContractRoutes(
            OpenApi.document(definitions, known), AsyncApi.document(definitions, known))
        .create();
  }
}
