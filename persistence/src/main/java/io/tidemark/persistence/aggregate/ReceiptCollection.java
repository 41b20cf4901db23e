package io.tidemark.persistence.aggregate;

import io.tidemark.domain.aggregate.Receipt;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/**
 * Collects the receipts of submissions that came together, and answers when it has all of them.
 * Aggregates add to it directly, each from its own thread: a message for each would cost more than
 * all else that is done with a receipt.
 */
final class ReceiptCollection {
  private final Receipt[] receipts;
  private final AtomicInteger missing;
  private final ActorRef<StatusReply<Receipts>> replyTo;

  /**
   * @param size at least 1
   * @param replyTo gets all of them, or the first refusal
   */
  ReceiptCollection(int size, ActorRef<StatusReply<Receipts>> replyTo) {
    this.receipts = new Receipt[size];
    this.missing = new AtomicInteger(size);
    this.replyTo = replyTo;
  }

  /** Who waits for what comes of one of them. */
  Recipient at(int index) {
    return new Recipient() {
      @Override
      public void receive(Receipt receipt) {
        receipts[index] = receipt;
        // What others have put there before they counted down is seen by who counts down last.
        if (missing.decrementAndGet() == 0) {
          replyTo.tell(StatusReply.success(new Receipts(List.of(receipts))));
        }
      }

      @Override
      public void refuse(String why) {
        replyTo.tell(StatusReply.error(why));
      }
    };
  }
}
