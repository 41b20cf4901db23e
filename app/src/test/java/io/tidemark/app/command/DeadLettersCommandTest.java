package io.tidemark.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import io.tidemark.app.Main;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLettersCommandTest {
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer node;

  @BeforeEach
  void start() throws Exception {
    node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    node.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().getPath());
          byte[] body = "{\"items\":[],\"next\":null}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    node.start();
  }

  @AfterEach
  void stop() {
    node.stop(0);
  }

  @Test
  void theUrlMayEndWithASlash() {
    String url = "http://127.0.0.1:" + node.getAddress().getPort();
    assertEquals(0, Main.execute("dead-letters", "list", "--url", url));
    assertEquals(0, Main.execute("dead-letters", "list", "--url", url + "/"));
    assertEquals(List.of("/dead-letters", "/dead-letters"), asked);
  }

  @Test
  void aLimitBelowOneIsWrongUsage() {
    assertEquals(2, Main.execute("dead-letters", "list", "--limit", "0"));
    assertEquals(List.of(), asked);
  }
}
