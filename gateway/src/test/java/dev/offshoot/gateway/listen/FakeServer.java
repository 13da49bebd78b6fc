package dev.offshoot.gateway.listen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A server that isn't HTTP: says its greeting, then says all that it hears back, and ends when it has heard the end. */
final class FakeServer implements AutoCloseable {
    /** Connections as they are accepted. */
    final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final String greeting;

    FakeServer(String greeting) throws IOException {
        this.greeting = greeting;
        Thread.ofVirtual().start(this::acceptAll);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket socket = listening.accept();
                accepted.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.getOutputStream().write(greeting.getBytes(ISO_8859_1));
            InputStream in = socket.getInputStream();
            in.transferTo(socket.getOutputStream());
            socket.getOutputStream().write("<end>".getBytes(ISO_8859_1));
        } catch (IOException gone) {
            // The other side is over.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
