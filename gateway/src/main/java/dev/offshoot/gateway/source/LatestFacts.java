package dev.offshoot.gateway.source;

import dev.offshoot.routing.facts.Facts;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The facts that the snapshot in force was compiled from, for what isn't asked by requests. One thread at a time changes them. */
public final class LatestFacts {
    private static final Logger log = LoggerFactory.getLogger(LatestFacts.class);
    private final List<Consumer<Facts>> followers = new CopyOnWriteArrayList<>();
    private volatile Facts current = Facts.EMPTY;

    /** {@link Facts#EMPTY} until all are known. */
    public Facts current() {
        return current;
    }

    /** Calls {@code follower} with the facts of now and all later ones, on the source's thread; it may not wait. */
    public synchronized void follow(Consumer<Facts> follower) {
        followers.add(follower);
        follower.accept(current);
    }

    synchronized void become(Facts facts) {
        current = facts;
        for (Consumer<Facts> follower : followers) {
            try {
                follower.accept(facts);
            } catch (RuntimeException failed) {
                log.error("A follower of the facts failed; the others go on", failed);
            }
        }
    }
}
