package com.example.auction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.json.JsonOrder;
import io.tidemark.domain.merge.custom.CustomRule;
import io.tidemark.domain.merge.custom.CustomWrite;
import java.math.BigDecimal;
import java.util.List;

/**
 * The highest bid of an auction, {@code {"bidder", "amount"}}; of equal amounts the one that was bid
 * first. The state also holds the winning write's place in the total order of all writes, which is
 * what tells equal amounts apart, whatever order they arrive in.
 */
public final class HighestBid implements CustomRule {
  private static final String BIDDER = "bidder";
  private static final String AMOUNT = "amount";
  private static final String ORDER = "order";

  @Override
  public void check(JsonNode bid) {
    if (!bid.path(BIDDER).isTextual()
        || !bid.path(AMOUNT).isNumber()
        || bid.path(AMOUNT).decimalValue().signum() <= 0) {
      throw new IllegalArgumentException(
          "a bid is {\"bidder\": TEXT, \"amount\": NUMBER above 0}, not " + bid);
    }
  }

  @Override
  public JsonNode apply(JsonNode current, CustomWrite write) {
    ObjectNode bid = JsonNodeFactory.instance.objectNode();
    bid.set(BIDDER, write.value().get(BIDDER));
    bid.set(AMOUNT, write.value().get(AMOUNT));
    bid.set(ORDER, write.order());
    return current == null || beats(bid, current) ? bid : current;
  }

  private static boolean beats(JsonNode bid, JsonNode current) {
    int byAmount = amount(bid).compareTo(amount(current));
    return byAmount > 0
        || (byAmount == 0 && JsonOrder.ORDER.compare(bid.get(ORDER), current.get(ORDER)) < 0);
  }

  /** Exact: a double would lose cents. */
  private static BigDecimal amount(JsonNode bid) {
    return bid.get(AMOUNT).decimalValue();
  }

  @Override
  public JsonNode value(JsonNode current) {
    ObjectNode shown = current.deepCopy();
    shown.remove(ORDER);
    return shown;
  }

  @Override
  public List<JsonNode> examples() {
    return List.of(bid("ann", "10"), bid("bob", "10"), bid("bob", "10.01"));
  }

  private static JsonNode bid(String bidder, String amount) {
    return JsonNodeFactory.instance
        .objectNode()
        .put(BIDDER, bidder)
        .put(AMOUNT, new BigDecimal(amount));
  }
}
