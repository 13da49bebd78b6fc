package dev.offshoot.shop.notifications;

import dev.offshoot.shop.Served;

/**
 * Something that happened, as readers of the stream see it.
 *
 * @param id grows by one from notice to notice of an instance
 * @param at ISO-8601, UTC
 * @param from the instance it happened in
 * @param served the instance that tells it
 */
public record Notice(long id, String at, String text, Served from, Served served) {
    /** The body of {@code POST /notices}. */
    public record News(String text, Served from) {}

    /** The answer to {@code POST /notices}. */
    public record Posted(long id, Served served) {}
}
