package dev.offshoot.gateway.frontdoor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An application whose behaviour the path says: {@code /hang} is never answered, {@code /garbage} with what isn't HTTP, {@code
 * /large} without an end, {@code /sink}'s body is never read; {@code /ws/large} and {@code /ws/sink} are upgraded first. All else is
 * answered properly.
 */
final class HostileOrigin implements AutoCloseable {
    private static final byte[] PIECE = ("4000\r\n" + "x".repeat(0x4000) + "\r\n").getBytes(ISO_8859_1);

    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ServerSocket server;

    HostileOrigin() {
        try {
            server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many requests it has had. */
    int requests() {
        return requests.get();
    }

    /** Bytes of endless answers. */
    long sent() {
        return sent.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            for (String target = target(in); target != null; target = target(in)) {
                requests.incrementAndGet();
                answer(target, in, out);
            }
        } catch (IOException gone) {
            return;
        } finally {
            sockets.remove(socket);
        }
    }

    private void answer(String target, InputStream in, OutputStream out) throws IOException {
        switch (target) {
            case "/hang" -> in.read(); // until the gateway ends the connection
            case "/garbage" -> {
                say(out, "\0\1\2 no HTTP\r\n\r\n");
                throw new IOException("garbage: the connection's end");
            }
            case "/large" -> {
                say(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                sendForEver(out);
            }
            case "/sink" -> readLater(in);
            case "/ws/large" -> {
                upgrade(out);
                sendForEver(out);
            }
            case "/ws/sink" -> {
                upgrade(out);
                readLater(in);
            }
            default -> say(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
    }

    private static void upgrade(OutputStream out) throws IOException {
        say(out, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    }

    private void sendForEver(OutputStream out) throws IOException {
        while (true) {
            out.write(PIECE);
            sent.addAndGet(PIECE.length);
        }
    }

    /** Reads nothing until this origin ends. */
    private void readLater(InputStream in) throws IOException {
        try {
            synchronized (this) {
                while (!server.isClosed()) {
                    wait();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        in.close();
    }

    private static void say(OutputStream out, String bytes) throws IOException {
        out.write(bytes.getBytes(ISO_8859_1));
    }

    /** Reads a head; null at the connection's end. */
    private static String target(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            head.append((char) next);
        }
        return head.substring(head.indexOf(" ") + 1, head.indexOf(" HTTP/1.1"));
    }

    @Override
    public void close() throws IOException {
        server.close();
        synchronized (this) {
            notifyAll();
        }
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
