package io.tidemark.app;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a node is told, parsed and checked once at its start.
 *
 * @param kafka the broker and what is asked of it
 * @param jdbc the database
 * @param http where queries are answered
 * @param cluster where the other nodes are
 * @param flows how long events are found by their flow
 * @param tracing where traces go, if anywhere
 * @param adminToken the bearer token of administrative acts; none refuses them all
 * @param readToken the bearer token of queries; none leaves them open
 * @param config the whole configuration, for Pekko and the parts that read their own section
 */
public record Settings(
    Kafka kafka,
    Jdbc jdbc,
    Http http,
    Cluster cluster,
    Flows flows,
    Optional<Tracing> tracing,
    Optional<String> adminToken,
    Optional<String> readToken,
    Config config) {

  /** Without the tokens and the configuration, which holds them and the password. */
  @Override
  public String toString() {
    return "Settings[kafka=" + kafka.bootstrapServers() + ", jdbc=" + jdbc + ", http=" + http + "]";
  }

  /**
   * The broker.
   *
   * @param bootstrapServers as Kafka clients take it
   * @param groupId the prefix of the consumer groups
   * @param createTopics whether missing topics are created
   * @param partitions how many partitions a created topic has
   * @param replicationFactor of created topics
   * @param properties further client properties, passed to every client
   */
  public record Kafka(
      String bootstrapServers,
      String groupId,
      boolean createTopics,
      int partitions,
      short replicationFactor,
      Map<String, String> properties) {
    /** The same, found elsewhere. */
    public Kafka withBootstrapServers(String servers) {
      return new Kafka(servers, groupId, createTopics, partitions, replicationFactor, properties);
    }
  }

  /** The database: URL, user, password, and the most connections of one node. */
  public record Jdbc(String url, String user, String password, int connections) {
    @Override
    public String toString() {
      return "Jdbc[url=" + url + ", user=" + user + "]";
    }
  }

  /**
   * The nodes that share the work.
   *
   * @param host the address of this node that the others know it by
   * @param port its port for them; 0 takes a free one
   * @param discovery how it finds them
   */
  public record Cluster(String host, int port, Discovery discovery) {}

  /** How the nodes of a cluster find each other. */
  public sealed interface Discovery permits SeedNodes, ContactPoints, Kubernetes {}

  /**
   * Nodes that know one of them by its address in the cluster.
   *
   * @param nodes HOST:PORT each, where to ask for the cluster; the first one forms it. None: a
   *     cluster of one's own
   */
  public record SeedNodes(List<String> nodes) implements Discovery {
    public SeedNodes {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * Nodes that ask each other for the cluster at places that all of them know, and form it when all
   * of these answer and know of none.
   *
   * @param port on which this one is asked
   * @param points HOST:PORT each
   */
  public record ContactPoints(int port, List<String> points) implements Discovery {
    public ContactPoints {
      points = List.copyOf(points);
    }
  }

  /**
   * Nodes that find each other through the Kubernetes API.
   *
   * @param port on which they ask each other for the cluster, the same on all
   * @param requiredNodes how many must have found each other before they form a cluster
   * @param selector the label selector of their pods
   */
  public record Kubernetes(int port, int requiredNodes, String selector) implements Discovery {}

  /**
   * The index of flows.
   *
   * @param retentionDays for how many days events are found by it; 0 keeps none
   */
  public record Flows(int retentionDays) {
    public boolean areKept() {
      return retentionDays > 0;
    }
  }

  /**
   * Where traces go.
   *
   * @param endpoint the URL of a collector that takes OTLP over HTTP
   * @param part how large a part of the traces that their writers record is recorded here, 0 to 1
   */
  public record Tracing(String endpoint, double part) {}

  /**
   * Where queries are answered.
   *
   * @param host the address to listen on
   * @param port 0 takes a free one
   * @param streams the most live streams of changes at a time
   * @param tls what the node proves itself by; none answers in plain text
   */
  public record Http(String host, int port, int streams, Optional<Tls> tls) {
    /** What addresses of it begin with. */
    public String scheme() {
      return tls.isPresent() ? "https" : "http";
    }
  }

  /** The PEM files of a certificate and its key. */
  public record Tls(Path certificate, Path key) {}
}
