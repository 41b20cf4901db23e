package io.tidemark.load.rolling;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * As much of the Kubernetes API as nodes ask for: the pods of a namespace, over TLS, to whoever has
 * the service account's token. A pod is an address of this machine.
 */
final class KubernetesApiStub implements AutoCloseable {
  private static final String NAMESPACE = "shop";
  private static final String TOKEN = "a-token-of-the-service-account";
  private static final String PASSWORD = "changeit";

  private final HttpsServer server;
  private final Path folder;
  private final List<String> pods = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  private KubernetesApiStub(HttpsServer server, Path folder) {
    this.server = server;
    this.folder = folder;
  }

  static KubernetesApiStub start(Path folder)
      throws IOException, GeneralSecurityException, InterruptedException {
    Files.writeString(folder.resolve("token"), TOKEN);
    Files.writeString(folder.resolve("namespace"), NAMESPACE);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls(folder)));
    KubernetesApiStub stub = new KubernetesApiStub(server, folder);
    server.createContext("/", stub::answer);
    server.start();
    return stub;
  }

  private static SSLContext tls(Path folder)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path store = folder.resolve("api.p12");
    keytool(
        "-genkeypair",
        "-alias",
        "api",
        "-keyalg",
        "EC",
        "-dname",
        "CN=kubernetes",
        "-ext",
        "san=ip:127.0.0.1",
        "-validity",
        "2",
        "-keystore",
        store.toString(),
        "-storetype",
        "PKCS12",
        "-storepass",
        PASSWORD);
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "api",
        "-keystore",
        store.toString(),
        "-storepass",
        PASSWORD,
        "-file",
        folder.resolve("ca.crt").toString());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("keytool: " + said);
    }
  }

  /** Where a process on Kubernetes is told the API's address. */
  Map<String, String> environment() {
    return Map.of(
        "KUBERNETES_SERVICE_HOST",
        "127.0.0.1",
        "KUBERNETES_SERVICE_PORT",
        Integer.toString(server.getAddress().getPort()));
  }

  /** Where a process finds what Kubernetes mounts into every container, as JVM options. */
  String mounts() {
    return List.of("ca:ca.crt", "token:token").stream()
            .map(
                mount ->
                    "-Dpekko.discovery.kubernetes-api.api-"
                        + mount.split(":")[0]
                        + "-path="
                        + folder.resolve(mount.split(":")[1]))
            .collect(Collectors.joining(" "))
        + " -Dpekko.discovery.kubernetes-api.pod-namespace-path="
        + folder.resolve("namespace");
  }

  /** A pod has been started at that address. */
  void add(String address) {
    pods.add(address);
  }

  /** A pod is gone. */
  void remove(String address) {
    pods.remove(address);
  }

  /** How often it was asked for pods, by whoever may. */
  int asked() {
    return asked.get();
  }

  /** How often something else was asked, or by somebody else. */
  int refused() {
    return refused.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    boolean known =
        exchange.getRequestURI().getPath().equals("/api/v1/namespaces/" + NAMESPACE + "/pods")
            && exchange
                .getRequestURI()
                .getQuery()
                .equals("labelSelector=app.kubernetes.io/name=tidemark")
            && ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
    (known ? asked : refused).incrementAndGet();
    byte[] body = (known ? list() : "{}").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(known ? 200 : 403, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private String list() {
    return pods.stream()
        .map(KubernetesApiStub::pod)
        .collect(
            Collectors.joining(
                ",", "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"items\":[", "]}"));
  }

  private static String pod(String address) {
    return ("{'metadata':{'name':'tidemark-%s','labels':{'app.kubernetes.io/name':'tidemark'}},"
            + "'spec':{'containers':[{'name':'tidemark','ports':["
            + "{'name':'http','containerPort':8080},{'name':'management','containerPort':7626}]}]},"
            + "'status':{'phase':'Running','podIP':'%s','containerStatuses':["
            + "{'name':'tidemark','state':{'running':{'startedAt':'2026-01-01T00:00:00Z'}}}]}}")
        .formatted(address.replace('.', '-'), address)
        .replace('\'', '"');
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
