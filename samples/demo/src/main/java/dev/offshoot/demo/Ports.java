package dev.offshoot.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Loopback ports that are kept free for the gateway until it starts. */
final class Ports implements AutoCloseable {
    private final List<ServerSocket> kept = new ArrayList<>();

    /** Keeps any free port. */
    int any() {
        return keep("another", 0);
    }

    /**
     * Keeps a port; 0 takes any.
     *
     * @param option the option that chooses it, for the message
     * @throws IllegalArgumentException if somebody else has it
     */
    int keep(String option, int port) {
        try {
            ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
            kept.add(socket);
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "port " + port + " is taken (expected: a free port; choose another with " + option + ")");
        }
    }

    @Override
    public void close() throws IOException {
        release();
    }

    /** Lets them go, for the gateway to take. */
    void release() throws IOException {
        for (ServerSocket socket : kept) {
            socket.close();
        }
    }
}
