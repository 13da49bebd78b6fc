package dev.offshoot.gateway.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An application that counts what it sees, byte by byte, and keeps its connections open. Each whole request is answered with its
 * serial number, in {@code X-Serial} and as the body. What isn't a {@link StrictRequest} is a fault, and ends the connection.
 */
final class RawOrigin implements AutoCloseable {
    record Seen(int serial, int connection, StrictRequest request) {}

    private final ServerSocket listening;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger underWay = new AtomicInteger();
    private final List<Seen> seen = new ArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();

    private volatile String hostile = "";
    private volatile boolean closes;

    RawOrigin() {
        try {
            listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** What is answered to {@code /hostile} from now on, and whether the connection then ends. */
    void hostile(String bytes, boolean thenCloses) {
        hostile = bytes;
        closes = thenCloses;
    }

    /** How many requests were whole so far. */
    int count() {
        synchronized (seen) {
            return seen.size();
        }
    }

    /** Those after the first {@code count}. */
    List<Seen> since(int count) {
        synchronized (seen) {
            return List.copyOf(seen.subList(count, seen.size()));
        }
    }

    /** What came and isn't strict, in words. */
    List<String> faults() {
        return faults;
    }

    /** How many requests are begun and not whole. */
    int underWay() {
        return underWay.get();
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = listening.accept();
                int number = connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket, number));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (hasMore(in)) {
                underWay.incrementAndGet();
                try {
                    StrictRequest request = StrictRequest.read(in, head -> expected(head, socket));
                    if (request.target().equals("/hostile")) {
                        socket.getOutputStream().write(hostile.getBytes(ISO_8859_1));
                        if (closes) {
                            return;
                        }
                    } else {
                        answer(number, request, socket.getOutputStream());
                    }
                } finally {
                    underWay.decrementAndGet();
                }
            }
        } catch (StrictRequest.NotStrict fault) {
            faults.add(fault.getMessage());
        } catch (EOFException brokenOff) {
            // The gateway gave the request up: as good as never sent.
        } catch (IOException reset) {
            // The same.
        } finally {
            open.remove(socket);
        }
    }

    private static boolean hasMore(InputStream in) throws IOException {
        in.mark(1);
        int next = in.read();
        in.reset();
        return next >= 0;
    }

    private static void expected(StrictRequest head, Socket socket) throws IOException {
        if (head.has("expect: 100-continue")) {
            socket.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
        }
    }

    private void answer(int connection, StrictRequest request, OutputStream out) throws IOException {
        int serial;
        synchronized (seen) {
            serial = seen.size() + 1;
            seen.add(new Seen(serial, connection, request));
        }
        String body = Integer.toString(serial);
        out.write(("HTTP/1.1 200 OK\r\nX-Serial: %d\r\nX-Method: %s\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(
                                serial,
                                request.method(),
                                body.length(),
                                request.method().equals("HEAD") ? "" : body))
                .getBytes(ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
