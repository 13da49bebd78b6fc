package dev.offshoot.cli.connect;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the local process is there, as far as its ports tell. By one thread, which {@link #look} may let wait a second. */
final class Presence {
    private static final int LOOK_MILLIS = 1000;

    /** For a process that was never there, as one that can't be built. */
    private static final Duration BEGINNING = Duration.ofMinutes(10);

    private final List<InetSocketAddress> ports;
    private final Duration hold;
    private boolean told = true;
    private boolean seen;
    private long last = System.nanoTime();

    /**
     * @param ports all that the process should listen on; any one will do
     * @param hold how long it may be away, as while it starts anew
     */
    Presence(Collection<InetSocketAddress> ports, Duration hold) {
        this.ports = List.copyOf(ports);
        this.hold = hold;
    }

    /** Whether somebody listens on the port, or is there and takes no connection just now. */
    static boolean listens(InetSocketAddress port) {
        try (Socket socket = new Socket()) {
            socket.connect(port, LOOK_MILLIS);
            return true;
        } catch (ConnectException nobody) {
            return false;
        } catch (IOException busy) {
            return true;
        }
    }

    /**
     * Looks whether it is there.
     *
     * @param missed whether a call was held and nobody took it
     * @param connected whether somebody is connected to it, which shows that it is there: then it isn't asked, since one that stands in a
     *     debugger would keep each question
     * @return what should be told of it; null where nothing has changed
     */
    @Nullable
    Boolean look(boolean missed, boolean connected) {
        boolean there = connected || ports.stream().anyMatch(Presence::listens);
        if (there) {
            seen = true;
            last = System.nanoTime();
        }
        boolean tell = there || told && !missed;
        if (tell == told) {
            return null;
        }
        told = tell;
        return tell;
    }

    /** Whether it should be there and isn't, as far as it was told. */
    boolean isMissed() {
        return !told;
    }

    /** Whether it was there and has gone for good, or has never come. */
    boolean isOver() {
        return isAway() || !seen && System.nanoTime() - last > BEGINNING.toNanos();
    }

    private boolean isAway() {
        return seen && System.nanoTime() - last > hold.toNanos();
    }
}
