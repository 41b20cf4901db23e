package io.tidemark.load.faults;

import io.tidemark.load.faults.Installation.Site;
import io.tidemark.load.services.OwnDisk;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** Makes one fault happen, and makes it good again. */
final class Injection {
  private final Installation installation;

  Injection(Installation installation) {
    this.installation = installation;
  }

  /** Returns when the fault is over, and the process that it hit is ready again. */
  void run(Fault fault) throws IOException, InterruptedException, SQLException {
    switch (fault.kind().target()) {
      case NODE -> runOn(installation.sites().get(fault.node() - 1), fault);
      case BROKER -> runOnBroker(fault);
      case DATABASE -> runOnDatabase(fault);
      case GROUP -> GroupVisitor.visit(installation.bootstrapServers(), fault.lasting());
    }
  }

  private void runOn(Site site, Fault fault) throws IOException, InterruptedException {
    switch (fault.kind()) {
      case KILL_NODE -> {
        site.node().kill();
        last(fault);
        site.node().start();
        site.node().awaitReady();
      }
      case STOP_NODE -> {
        site.node().terminate();
        last(fault);
        site.node().start();
        site.node().awaitReady();
      }
      case PAUSE_NODE, LONG_PAUSE -> {
        site.node().pause();
        last(fault);
        site.node().resume();
      }
      case CUT_NODES -> {
        installation.cutOff(site, true);
        try {
          last(fault);
        } finally {
          installation.cutOff(site, false);
        }
      }
      case CUT_BROKER -> cut(site.toBroker(), TcpProxy.Mode.SILENT, fault);
      case REFUSE_BROKER -> cut(site.toBroker(), TcpProxy.Mode.REFUSE, fault);
      case CUT_DATABASE -> cut(site.toDatabase(), TcpProxy.Mode.SILENT, fault);
      case LOSE_CONNECTIONS -> site.toDatabase().closeConnections();
      default -> throw new IllegalArgumentException(fault + " does not happen to a node");
    }
  }

  private static void cut(TcpProxy proxy, TcpProxy.Mode mode, Fault fault)
      throws InterruptedException {
    proxy.set(mode);
    try {
      last(fault);
    } finally {
      proxy.set(TcpProxy.Mode.FORWARD);
    }
  }

  private void runOnBroker(Fault fault) throws IOException, InterruptedException {
    if (fault.kind() == FaultKind.RESTART_BROKER) {
      installation.broker().stop();
    } else {
      installation.broker().kill();
    }
    last(fault);
    installation.broker().start();
  }

  private void runOnDatabase(Fault fault) throws IOException, InterruptedException, SQLException {
    switch (fault.kind()) {
      case RESTART_DATABASE -> {
        installation.database().stop();
        last(fault);
        installation.database().start();
      }
      case FILL_DISK -> {
        OwnDisk disk = installation.disk().orElseThrow();
        disk.fill();
        last(fault);
        disk.empty();
        // The server may have ended for want of space, as it should; somebody has to start it.
        installation.database().revive();
      }
      case KILL_DATABASE, DATABASE_AWAY -> {
        installation.database().kill();
        last(fault);
        installation.database().start();
      }
      default -> {
        try (JournalTrouble trouble = JournalTrouble.cause(installation, fault.kind())) {
          last(fault);
        }
      }
    }
  }

  private static void last(Fault fault) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(fault.lasting());
  }
}
