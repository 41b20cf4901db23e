package io.tidemark.load.faults;

import io.tidemark.load.faults.Ledger.Entry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Deals with dead letters while things go wrong, as somebody on call would: has every one tried
 * again that was only ahead of its time, gives some of the others up, and now and then has many
 * tried again that cannot succeed. Asks any node that answers, and again until it has come true.
 *
 * <p>Invariant: a record is said to be given up only after that was asked for and its letter has
 * gone.
 */
final class Operator implements AutoCloseable {
  private static final long INTERVAL_MILLISECONDS = 1_000;
  private static final long AGAIN_NANOS = 5_000_000_000L;
  private static final long FILTER_NANOS = 20_000_000_000L;

  /** Of letters that would never mend, one in so many is given up. */
  private static final int DISCARDED_OF = 4;

  private static final String FILTER =
      "/dead-letters/redrive?type=cart&reason=implausible-time&limit=20";

  private final Installation installation;
  private final Ledger ledger;
  private final Thread thread = new Thread(this::work, "operator");
  private final Map<Entry, Long> pending = new HashMap<>();
  private final Set<String> asked = new HashSet<>();
  private final Set<String> discarded = new HashSet<>();
  private int seen;
  private int turn;
  private int requests;
  private long filterAt = System.nanoTime() + FILTER_NANOS;
  private volatile boolean closed;

  Operator(Installation installation, Ledger ledger) {
    this.installation = installation;
    this.ledger = ledger;
    thread.setDaemon(true);
    thread.start();
  }

  private void work() {
    try {
      while (!closed) {
        TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLISECONDS);
        notice();
        try {
          Set<String> letters = letters();
          settle(letters);
          ask(letters);
        } catch (SQLException | IOException away) {
          // Database or node may be away; later then.
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      ledger.failed("dealing with dead letters ended: " + e);
    }
  }

  private synchronized void notice() {
    List<Entry> fresh = ledger.poisoned(seen);
    seen += fresh.size();
    long now = System.nanoTime();
    for (Entry entry : fresh) {
      if (entry.poison() == Poison.EARLY || isToBeDiscarded(entry)) {
        pending.put(entry, now + AGAIN_NANOS);
      }
    }
  }

  private static boolean isToBeDiscarded(Entry entry) {
    return entry.poison().isAttributable()
        && Math.floorMod(entry.event().hashCode(), DISCARDED_OF) == 0;
  }

  private Set<String> letters() throws SQLException {
    Set<String> letters = new HashSet<>();
    try (Connection connection = installation.connect();
        PreparedStatement query = connection.prepareStatement("select id from dead_letter");
        ResultSet result = query.executeQuery()) {
      while (result.next()) {
        letters.add(result.getString(1));
      }
    }
    return letters;
  }

  /** What was asked for and is gone has come true. */
  private synchronized void settle(Set<String> letters) {
    for (String place : asked) {
      if (!letters.contains(place)) {
        discarded.add(place);
      }
    }
    asked.removeAll(discarded);
  }

  private void ask(Set<String> letters) throws IOException, InterruptedException {
    List<Entry> due = new ArrayList<>();
    long now = System.nanoTime();
    synchronized (this) {
      pending.forEach(
          (entry, at) -> {
            if (at <= now && letters.contains(entry.place())) {
              due.add(entry);
            }
          });
      due.forEach(entry -> pending.put(entry, now + AGAIN_NANOS));
    }
    for (Entry entry : due) {
      String path = "/dead-letters/" + entry.place();
      if (entry.poison() == Poison.EARLY) {
        request("POST", path + "/redrive", null);
      } else {
        request("DELETE", path, entry.place());
      }
    }
    if (now >= filterAt) {
      filterAt = now + FILTER_NANOS;
      request("POST", FILTER, null);
    }
  }

  private void request(String method, String path, String discarding)
      throws IOException, InterruptedException {
    var node = installation.operator(turn++);
    if (node.isEmpty()) {
      return;
    }
    synchronized (this) {
      requests++;
      if (discarding != null) {
        asked.add(discarding);
      }
    }
    try {
      node.get().request(method, path);
    } catch (IOException noAnswer) {
      // It may have been done or not; whether the letter goes will tell.
    }
  }

  /**
   * How many dead letters are still to be dealt with, of the records that the nodes have worked
   * off; -1 when the database does not say.
   */
  int pending() {
    try {
      Set<String> letters = letters();
      synchronized (this) {
        notice();
        return (int) pending.keySet().stream().map(Entry::place).filter(letters::contains).count();
      }
    } catch (SQLException away) {
      return -1;
    }
  }

  /** Whether that record is taken in at another try, if not at the first. */
  boolean hasRedriven(Entry entry) {
    return entry.poison() == Poison.EARLY;
  }

  /** Whether that record's dead letter was given up. */
  synchronized boolean hasDiscarded(Entry entry) {
    return discarded.contains(entry.place());
  }

  /** Whether that was asked for, whatever has come of it by now. */
  synchronized boolean mayHaveDiscarded(Entry entry) {
    return asked.contains(entry.place()) || discarded.contains(entry.place());
  }

  /** For people. */
  synchronized String text() {
    return String.format(
        "%,d letters discarded, %,d requests to redrive or discard", discarded.size(), requests);
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.interrupt();
    thread.join(10_000);
  }
}
