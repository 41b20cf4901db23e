package io.tidemark.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.app.command.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ListenAddressTest {
  @Test
  void saysWhatIsTakenWhereAndWhatToDo() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      CommandFailure failure = refusal("127.0.0.1", port);
      assertEquals(CommandFailure.FAILED, failure.exitCode());
      assertTrue(
          failure
              .getMessage()
              .matches(
                  "port "
                      + port
                      + " for the other nodes cannot be listened on at 127.0.0.1 \\(.+\\); choose"
                      + " another with TIDEMARK_CLUSTER_PORT"),
          failure.getMessage());
    }
  }

  @Test
  void refusesAnAddressOfAnotherMachine() {
    // 192.0.2.0/24 is for documentation (RFC 5737); no machine has it.
    assertTrue(refusal("192.0.2.1", 7001).getMessage().contains("192.0.2.1"));
  }

  @Test
  void letsAFreePortBe() {
    ListenAddress.requireFree("127.0.0.1", 0, "the other nodes", "TIDEMARK_CLUSTER_PORT");
  }

  private static CommandFailure refusal(String host, int port) {
    return assertThrows(
        CommandFailure.class,
        () -> ListenAddress.requireFree(host, port, "the other nodes", "TIDEMARK_CLUSTER_PORT"));
  }
}
