package dev.offshoot.controller.replicas;

import dev.offshoot.cluster.replica.ListeningState;

/** What is known of a gateway Pod by asking itself. */
sealed interface Word {
    /** Nothing yet. */
    record Awaited() implements Word {}

    /** Its own word, the last one. */
    record Said(ListeningState state) implements Word {}

    /** It can't be connected to. */
    record Dead(String reason) implements Word {}

    /** It answers, or is silent, but not as a gateway of ours; it may do so later. */
    record Doubtful(String reason) implements Word {}
}
