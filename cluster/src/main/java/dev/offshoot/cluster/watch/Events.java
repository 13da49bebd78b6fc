package dev.offshoot.cluster.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One watch's events, and its watchdog. Fabric8 calls it on a thread of its own; once ended it takes nothing more, so that a late
 * event can't overwrite a newer list.
 */
final class Events<T extends HasMetadata> implements Watcher<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    private final Sink<T> sink;
    private @Nullable String version;
    private long last = System.nanoTime();
    private boolean any;
    private boolean ended;

    /** Takes an object that is there, or is there no more. */
    interface Sink<T> {
        void take(T object, boolean present);
    }

    /** @param version where the watch begins */
    Events(Sink<T> sink, String version) {
        this.sink = sink;
        this.version = version;
    }

    @Override
    public synchronized void eventReceived(Action action, T object) {
        if (ended) {
            return;
        }
        last = System.nanoTime();
        any = true;
        try {
            switch (action) {
                case ADDED, MODIFIED -> sink.take(object, true);
                case DELETED -> sink.take(object, false);
                case BOOKMARK, ERROR -> {}
            }
            version = object.getMetadata().getResourceVersion();
        } catch (RuntimeException broken) {
            LOG.error("an event could not be taken in; its kind is listed again", broken);
            version = null;
            end();
        }
    }

    /** A status of the API server's own, such as 410 for a version that it has forgotten, wants a new list; a lost connection doesn't. */
    @Override
    public synchronized void onClose(WatcherException cause) {
        if (!ended && (cause.isHttpGone() || (cause.asClientException().getStatus() != null))) {
            version = null;
        }
        end();
    }

    @Override
    public void onClose() {
        end();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Waits for the watch's end: the version to go on from; null where a list is needed, as after a silence. */
    synchronized @Nullable String await(Duration silence) throws InterruptedException {
        while (!ended) {
            long left = silence.toNanos() - (System.nanoTime() - last);
            if (left <= 0) {
                LOG.info("nothing was heard of a watch for {}; its kind is listed again", silence);
                return null;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return version;
    }

    /** Whether the API server ever sent anything. */
    synchronized boolean any() {
        return any;
    }
}
