package io.tidemark.load.queries;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A request that was sound until chance had its way with it; the seed tells all of it. */
final class FuzzedRequest {
  private static final int MOST_CHANGES = 4;

  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "DELETE", "PUT", "OPTIONS", "TRACE", "get", "G\u00c4T", "");

  private static final List<String> TARGETS =
      List.of(
          "/aggregates/thing/a",
          "/aggregates/thing/a?version=1",
          "/aggregates/thing/a?at=2026-01-31T12:00:00Z",
          "/aggregates/thing/a/events?from=1&limit=3",
          "/aggregates/thing/a/diff?from=1&to=1",
          "/aggregates/thing/a/changes",
          "/aggregates/thing?id=a&id=b",
          "/projections",
          "/projections/things?total.gte=1&name.in=a,b&sort=-total,name&limit=2",
          "/projections/things?tags.contains=x&name.prefix=a&at.lt=2026-01-31T12:00:00Z&open=true",
          "/projections/things/count?id=a&day=2026-01-31",
          "/projections/things/groups?by=name&sum=total&max=at&limit=1",
          "/projections/things/changes",
          "/events?correlationid=c&limit=2",
          "/events?from=2026-01-31T12:00:00Z&type=t",
          "/gaps?limit=1",
          "/dead-letters?limit=1",
          "/dead-letters/x",
          "/dead-letters/x/redrive?dryRun=true",
          "/dead-letters/redrive?type=thing",
          "/gaps/thing/a/skip?source=s",
          "/republish/thing",
          "/health/live",
          "/health/ready",
          "/metrics",
          "/openapi.json",
          "/asyncapi.json");

  private static final List<String> HEADERS =
      List.of(
          "Authorization: Bearer fuzz-admin",
          "Accept: application/json",
          "Accept-Encoding: gzip",
          "If-None-Match: \"x\"",
          "If-Match: *",
          "Tidemark-Token: AgMX",
          "Last-Event-ID: 7",
          "Content-Type: application/json",
          "Range: bytes=0-1",
          "Expect: 100-continue",
          "Transfer-Encoding: chunked",
          "Content-Length: 3",
          "Cookie: a=b",
          "X-Forwarded-For: 1.2.3.4");

  private static final List<String> SCRAPS =
      List.of(
          "%00",
          "%",
          "%zz",
          "%2e%2e%2f",
          "..",
          "//",
          "?",
          "&&",
          "=",
          "'",
          "\"",
          ";",
          "--",
          "' or 1=1; drop table projection_things; --",
          "\u0000",
          "\r\n",
          "\n",
          " ",
          "\t",
          "{",
          "[]",
          "null",
          "-1",
          "9999999999999999999999",
          "1e999999999",
          "NaN",
          "\ud83d\ude00",
          "\u00e4",
          "\\",
          "${jndi:x}",
          "<script>",
          ".contains",
          ".in",
          ".gte",
          "sort",
          "cursor=AAAA",
          "[[[[",
          "+",
          "*",
          "a,b",
          "\ufeff",
          "0x10",
          "%F0%9F%98%80",
          "%C3",
          "timeout=0ms",
          "limit=0");

  private final Random random;
  private String method;
  private String target;
  private String version = "HTTP/1.1";
  private final List<String> headers = new ArrayList<>();
  private String body = "";

  private FuzzedRequest(long seed) {
    this.random = new Random(seed);
  }

  /** The bytes of the request of that seed. */
  static byte[] of(long seed) {
    FuzzedRequest request = new FuzzedRequest(seed);
    request.begin();
    int changes = request.random.nextInt(MOST_CHANGES + 1);
    for (int change = 0; change < changes; change++) {
      request.change();
    }
    return request.bytes();
  }

  private void begin() {
    target = one(TARGETS);
    method = random.nextInt(3) == 0 ? one(METHODS) : "GET";
    headers.add("Host: localhost");
    headers.add("Connection: close");
    if (random.nextBoolean()) {
      headers.add("Authorization: Bearer fuzz-admin");
    }
    if (random.nextInt(6) == 0) {
      method = "POST";
      target = "/aggregates/thing";
      body = "{\"ids\":[\"a\",\"b\"]}";
      headers.add("Content-Type: application/json");
      headers.add("Content-Length: " + body.length());
    }
  }

  private void change() {
    switch (random.nextInt(9)) {
      case 0 -> target = inserted(target);
      case 1 -> target = inserted(inserted(target));
      case 2 -> target = cut(target);
      case 3 -> target += (target.contains("?") ? "&" : "?") + one(SCRAPS) + "=" + one(SCRAPS);
      case 4 -> target += "x".repeat(random.nextInt(4_000));
      case 5 -> headers.add(inserted(one(HEADERS)));
      case 6 -> headers.add(one(HEADERS) + "y".repeat(random.nextInt(10_000)));
      case 7 -> body = inserted(body) + noise();
      default -> version = random.nextInt(4) == 0 ? inserted(version) : version;
    }
  }

  private String noise() {
    StringBuilder noise = new StringBuilder();
    int length = random.nextInt(2_000);
    for (int index = 0; index < length; index++) {
      noise.append((char) random.nextInt(0x180));
    }
    return noise.toString();
  }

  private String inserted(String text) {
    int at = random.nextInt(text.length() + 1);
    return text.substring(0, at) + one(SCRAPS) + text.substring(at);
  }

  private String cut(String text) {
    int from = random.nextInt(text.length() + 1);
    int to = from + random.nextInt(text.length() - from + 1);
    return text.substring(0, from) + text.substring(to);
  }

  private String one(List<String> some) {
    return some.get(random.nextInt(some.size()));
  }

  private byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(encoded(method + " " + target + " " + version + "\r\n"));
    headers.forEach(header -> bytes.writeBytes(encoded(header + "\r\n")));
    bytes.writeBytes(encoded("\r\n" + body));
    return bytes.toByteArray();
  }

  private static byte[] encoded(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
