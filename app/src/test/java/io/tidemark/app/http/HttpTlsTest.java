package io.tidemark.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.server.Directives;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS by PEM files, over a real connection, with a key of each common kind. */
class HttpTlsTest {
  private static final char[] PASSWORD = "password".toCharArray();

  @TempDir private Path folder;

  @Test
  void answersEncryptedAndNotOtherwise() throws Exception {
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.empty(),
            "encrypted",
            ConfigFactory.parseString("pekko.loglevel = ERROR, pekko.actor.provider = local")
                .withFallback(ConfigFactory.load()));
    try {
      for (String algorithm : List.of("RSA", "EC")) {
        KeyStore made = make(algorithm);
        ServerBinding binding =
            HttpServer.start(
                    system,
                    "127.0.0.1",
                    0,
                    Optional.of(HttpTls.context(certificate(made), key(made))),
                    Directives.complete("encrypted"))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        String address = "localhost:" + binding.localAddress().getPort();
        assertEquals("encrypted", get("https://" + address, trusting(made)), algorithm);
        assertThrows(IOException.class, () -> get("https://" + address, SSLContext.getDefault()));
        assertThrows(IOException.class, () -> get("http://" + address, trusting(made)));
      }
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void saysWhichFileIsWrong() throws Exception {
    KeyStore made = make("EC");
    Path certificate = certificate(made);
    Path key = key(made);
    Path garbage = Files.writeString(folder.resolve("garbage.pem"), "garbage");
    assertWrong("garbage.pem: expected certificates", garbage, key);
    assertWrong("garbage.pem: expected a private key", certificate, garbage);
    assertWrong("missing.pem: expected a readable key", certificate, folder.resolve("missing.pem"));
  }

  private static void assertWrong(String expected, Path certificate, Path key) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> HttpTls.context(certificate, key))
            .getMessage();
    assertTrue(message.contains(expected), message);
  }

  private static String get(String url, SSLContext trusted) throws Exception {
    return HttpClient.newBuilder()
        .sslContext(trusted)
        .build()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body();
  }

  private KeyStore make(String algorithm) throws Exception {
    Path file = folder.resolve(algorithm + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "node",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String printed = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, keytool.waitFor(), printed);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private Path certificate(KeyStore store) throws Exception {
    return pem("certificate.pem", "CERTIFICATE", store.getCertificate("node").getEncoded());
  }

  private Path key(KeyStore store) throws Exception {
    return pem("key.pem", "PRIVATE KEY", store.getKey("node", PASSWORD).getEncoded());
  }

  private Path pem(String name, String kind, byte[] encoded) throws IOException {
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(kind, Base64.getMimeEncoder().encodeToString(encoded), kind));
  }

  private static SSLContext trusting(KeyStore made) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    trusted.setCertificateEntry("node", made.getCertificate("node"));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
