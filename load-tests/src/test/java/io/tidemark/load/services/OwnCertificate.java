package io.tidemark.load.services;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Base64;

/** A certificate that nobody has signed but its own key, of this machine, in the usual files. */
final class OwnCertificate {
  static final String PASSWORD = "password";

  private final Path folder;
  private final KeyStore store;

  /**
   * Makes one.
   *
   * @param folder for its files, empty
   * @param names that it is valid for, as keytool takes them
   */
  OwnCertificate(Path folder, String names) throws Exception {
    this.folder = Files.createDirectories(folder);
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=" + names,
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                keyStore().toString())
            .redirectErrorStream(true)
            .start();
    String printed = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, keytool.waitFor(), printed);
    store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keyStore())) {
      store.load(in, PASSWORD.toCharArray());
    }
  }

  /** Key and certificate, PKCS #12. */
  Path keyStore() {
    return folder.resolve("server.p12");
  }

  /** PEM. */
  Path certificate() throws Exception {
    return pem("certificate.pem", "CERTIFICATE", store.getCertificate("server").getEncoded());
  }

  /** PEM, for its owner only. */
  Path key() throws Exception {
    byte[] key = store.getKey("server", PASSWORD.toCharArray()).getEncoded();
    Path file = pem("key.pem", "PRIVATE KEY", key);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private Path pem(String name, String kind, byte[] encoded) throws IOException {
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(kind, Base64.getMimeEncoder().encodeToString(encoded), kind));
  }
}
