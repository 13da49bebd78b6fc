package dev.offshoot.gateway.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An endpoint that speaks exactly as a test tells it to, one thread per connection. */
final class RawServer implements AutoCloseable {
    /** What it does with one connection. */
    interface Script {
        void run(Wire wire) throws IOException;
    }

    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    RawServer(Script script) {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(() -> accept(script));
    }

    /** A server that answers every request of a connection the same way. */
    static RawServer answering(Script script) {
        return new RawServer(wire -> {
            while (true) {
                script.run(wire);
            }
        });
    }

    private void accept(Script script) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(script, socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void serve(Script script, Socket socket) {
        try (Wire wire = new Wire(socket)) {
            script.run(wire);
        } catch (IOException end) {
            return;
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many connections it has had. */
    int connections() {
        return sockets.size();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
