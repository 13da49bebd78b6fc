package dev.offshoot.gateway.tunnel;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The ports that tunnels may have, one after the other and round again, so that a port that somebody still connects to isn't another
 * tunnel's soon. Begins anywhere: a container that starts anew has its Pod's former address. By one thread.
 */
final class PortRange {
    private final int first;
    private final int size;
    private int next;

    PortRange(int first, int last) {
        if (first < 1 || last > 65535 || first > last) {
            throw new IllegalArgumentException("offshoot.tunnel ports: " + first + " to " + last
                    + " (expected: first-port and last-port from 1 to 65535, the first not behind the last)");
        }
        this.first = first;
        this.size = last - first + 1;
        this.next = ThreadLocalRandom.current().nextInt(size);
    }

    int size() {
        return size;
    }

    int next() {
        int port = first + next;
        next = (next + 1) % size;
        return port;
    }
}
