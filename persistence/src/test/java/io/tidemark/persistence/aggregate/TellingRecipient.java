package io.tidemark.persistence.aggregate;

import io.tidemark.domain.aggregate.Receipt;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/** Hands on what it gets. */
public record TellingRecipient(ActorRef<StatusReply<Receipt>> to) implements Recipient {
  @Override
  public void receive(Receipt receipt) {
    to.tell(StatusReply.success(receipt));
  }

  @Override
  public void refuse(String why) {
    to.tell(StatusReply.error(why));
  }
}
