package dev.offshoot.gateway.source;

import dev.offshoot.routing.snapshot.Snapshot;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one reference to the snapshot in force. Requests read it once and pass the value down; one thread at a time publishes. A
 * follower that throws doesn't keep the others from the new snapshot.
 */
public final class PublishedSnapshot {
    private static final Logger log = LoggerFactory.getLogger(PublishedSnapshot.class);
    private final List<Consumer<Snapshot>> followers = new CopyOnWriteArrayList<>();
    private volatile Snapshot current = Snapshot.EMPTY;
    private volatile boolean ready;

    /** {@link Snapshot#EMPTY} until the first complete snapshot. */
    public Snapshot current() {
        return current;
    }

    /** Whether a snapshot has been published. */
    public boolean ready() {
        return ready;
    }

    /** Calls {@code follower} with the snapshot in force, if there is one, and with each later one, on the publishing thread. */
    public synchronized void follow(Consumer<Snapshot> follower) {
        followers.add(follower);
        if (ready()) {
            tell(follower, current);
        }
    }

    /** Puts {@code snapshot} in force; a snapshot that is already in force changes nothing. */
    public synchronized void publish(Snapshot snapshot) {
        if (snapshot == current && ready) {
            return;
        }
        current = snapshot;
        ready = true;
        for (Consumer<Snapshot> follower : followers) {
            tell(follower, snapshot);
        }
    }

    private static void tell(Consumer<Snapshot> follower, Snapshot snapshot) {
        try {
            follower.accept(snapshot);
        } catch (RuntimeException failed) {
            log.error("A follower of the snapshot failed; the others go on", failed);
        }
    }
}
