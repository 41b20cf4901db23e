package io.tidemark.app.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate and its key, from the PEM files that certificate authorities give out. */
public final class HttpTls {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private HttpTls() {}

  /**
   * What a server proves itself by.
   *
   * @param certificate the file of the certificate, followed by those between it and the root
   * @param key the file of its private key, PKCS #8, not encrypted
   * @throws IllegalArgumentException saying which file is wrong and what is expected of it
   */
  public static SSLContext context(Path certificate, Path key) {
    char[] none = {};
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, none);
      store.setKeyEntry("tidemark", key(key), none, certificates(certificate));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, none);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException failure) {
      throw new IllegalArgumentException(
          certificate + " and " + key + " are no certificate and its key: " + failure.getMessage(),
          failure);
    }
  }

  private static Certificate[] certificates(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (!found.isEmpty()) {
        return found.toArray(Certificate[]::new);
      }
    } catch (GeneralSecurityException | IOException failure) {
      throw wrong(file, "certificates in PEM", failure);
    }
    throw wrong(file, "certificates in PEM", null);
  }

  private static PrivateKey key(Path file) throws GeneralSecurityException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.US_ASCII);
    } catch (IOException failure) {
      throw wrong(file, "a readable key", failure);
    }
    Matcher matcher = KEY.matcher(text);
    if (!matcher.find()) {
      throw wrong(
          file,
          "a private key in PEM that begins with BEGIN PRIVATE KEY (openssl pkcs8 -topk8 -nocrypt"
              + " makes it of others)",
          null);
    }
    byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(1));
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (InvalidKeySpecException another) {
        // One of the other algorithms.
      }
    }
    throw wrong(file, "a key of one of " + ALGORITHMS, null);
  }

  private static IllegalArgumentException wrong(Path file, String expected, Exception cause) {
    return new IllegalArgumentException(file + ": expected " + expected, cause);
  }
}
