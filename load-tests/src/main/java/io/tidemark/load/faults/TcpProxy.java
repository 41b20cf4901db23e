package io.tidemark.load.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a node and what it is connected to, on loopback, and can cut the two off from each
 * other: in silence, as a network that loses every packet, or by closing every connection. What was
 * said during a silence arrives when it ends, as TCP would send it again.
 */
final class TcpProxy implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  /** What it does with what it is given. */
  enum Mode {
    FORWARD,
    SILENT,
    REFUSE
  }

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Set<InetAddress> silenced = new HashSet<>();
  private Mode mode = Mode.FORWARD;
  private long delayMilliseconds;
  private boolean closed;

  private TcpProxy(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  /**
   * Starts to listen on a free port.
   *
   * @param target the port of 127.0.0.1 that it leads to
   */
  static TcpProxy to(int target) throws IOException {
    ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    TcpProxy proxy = new TcpProxy(server, target);
    start("proxy-" + server.getLocalPort(), proxy::accept);
    return proxy;
  }

  int port() {
    return server.getLocalPort();
  }

  synchronized void set(Mode wanted) {
    mode = wanted;
    notifyAll();
    if (wanted == Mode.REFUSE) {
      closeConnections();
    }
  }

  /** From now on not a byte passes between that client and the target, or it does again. */
  synchronized void silence(InetAddress client, boolean silent) {
    if (silent) {
      silenced.add(client);
    } else {
      silenced.remove(client);
    }
    notifyAll();
  }

  /** How long everything takes on its way, each way. */
  synchronized void delay(long milliseconds) {
    delayMilliseconds = milliseconds;
  }

  /** Closes every connection; new ones are let through. */
  void closeConnections() {
    open.forEach(TcpProxy::close);
  }

  private void accept() {
    while (true) {
      try {
        Socket client = server.accept();
        start("proxy-connect-" + port(), () -> connect(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void connect(Socket client) {
    open.add(client);
    Socket service = new Socket();
    open.add(service);
    try {
      if (!mayPass(client.getInetAddress())) {
        throw new IOException("cut off");
      }
      client.setTcpNoDelay(true);
      service.setTcpNoDelay(true);
      service.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 2_000);
      InetAddress peer = client.getInetAddress();
      start("proxy-up-" + port(), () -> pump(client, service, peer));
      pump(service, client, peer);
    } catch (IOException e) {
      close(client);
      close(service);
    } finally {
      open.remove(client);
      open.remove(service);
    }
  }

  private void pump(Socket from, Socket to, InetAddress peer) {
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      int count = in.read(buffer);
      while (count >= 0 && mayPass(peer)) {
        out.write(buffer, 0, count);
        count = in.read(buffer);
      }
    } catch (IOException e) {
      // The other side is gone; so is this one then.
    } finally {
      close(from);
      close(to);
    }
  }

  /** Waits while there is silence; false when connections are to end. */
  private synchronized boolean mayPass(InetAddress peer) {
    try {
      if (delayMilliseconds > 0) {
        wait(delayMilliseconds);
      }
      while ((mode == Mode.SILENT || silenced.contains(peer)) && !closed) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return mode == Mode.FORWARD && !closed;
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed then.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      // It listens no more then.
    }
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    closeConnections();
  }
}
