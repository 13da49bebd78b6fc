package dev.offshoot.shop.orders;

import dev.offshoot.shop.Served;
import java.util.List;
import java.util.Objects;

/**
 * A paid order.
 *
 * @param total in cents
 * @param extras what comes with it, for people
 * @param method how it was paid
 */
public record Order(
        String id, String product, int quantity, long total, List<String> extras, String receipt, String method) {
    public Order {
        extras = List.copyOf(extras);
    }

    /** The body of {@code POST /orders}. */
    public record Wanted(String product, int quantity) {
        public Wanted {
            Objects.requireNonNull(product, "product: missing (expected: a product's id)");
        }
    }

    /** The answer to {@code POST /orders}. */
    public record Placed(Order order, Served served) {}
}
