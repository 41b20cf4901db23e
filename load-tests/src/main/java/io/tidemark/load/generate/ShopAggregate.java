package io.tidemark.load.generate;

/**
 * One cart or order.
 *
 * @param type the aggregate type, as in {@code demo.yaml}
 * @param topic the topic of its events
 * @param id the aggregate's id
 */
public record ShopAggregate(String type, String topic, String id) {
  static ShopAggregate cart(int index) {
    return new ShopAggregate("cart", "shop.carts", "cart-" + index);
  }

  static ShopAggregate order(int index) {
    return new ShopAggregate("order", "shop.orders", "order-" + index);
  }
}
