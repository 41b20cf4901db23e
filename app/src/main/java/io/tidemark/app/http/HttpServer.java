package io.tidemark.app.http;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.ServerBuilder;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.settings.ServerSettings;

/** Listens for HTTP. */
public final class HttpServer {
  /** How long requests in progress may take when the node stops. */
  private static final Duration STOPPING = Duration.ofSeconds(2);

  private HttpServer() {}

  /**
   * Starts to listen; stops with the actor system's coordinated shutdown.
   *
   * @param host the address to listen on
   * @param port 0 takes a free one
   * @return the binding; fails when the address is taken or not the machine's
   */
  public static CompletionStage<ServerBinding> start(
      ActorSystem<?> system, String host, int port, Route route) {
    return start(system, host, port, Optional.empty(), route);
  }

  /**
   * Starts to listen, encrypted if there is something to prove oneself by.
   *
   * @param tls of {@link HttpTls}
   */
  public static CompletionStage<ServerBinding> start(
      ActorSystem<?> system, String host, int port, Optional<SSLContext> tls, Route route) {
    ServerSettings settings =
        ServerSettings.create(
            ConfigFactory.parseMap(
                    Map.of(
                        "pekko.http.server.parsing.error-handler",
                            ProblemParsingErrorHandler.class.getName(),
                        "pekko.http.server.transparent-head-requests", "on",
                        "pekko.http.server.parsing.max-content-length", "1m",
                        // The longest id takes 9,000 characters in percent encoding; a cursor holds
                        // the texts that a page was sorted by.
                        "pekko.http.server.parsing.max-uri-length", "16k",
                        "pekko.http.server.server-header", "tidemark"))
                .withFallback(system.settings().config()));
    ServerBuilder server = Http.get(system).newServerAt(host, port).withSettings(settings);
    return tls.map(context -> server.enableHttps(ConnectionContext.httpsServer(context)))
        .orElse(server)
        .bind(route)
        .thenApply(binding -> binding.addToCoordinatedShutdown(STOPPING, system));
  }
}
