package dev.offshoot.gateway.fault;

import dev.offshoot.gateway.fault.Fault.Kind;
import dev.offshoot.gateway.fault.Fault.Point;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Stands on loopback between the gateway and an application, and breaks connections as it is told. */
final class FaultProxy implements AutoCloseable {
    private static final long LATENCY_NANOS = 20_000_000;
    private static final long SLOW_CLOSE_NANOS = 300_000_000;

    private final int application;
    private final boolean http2;
    private final ServerSocket server;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger struck = new AtomicInteger();
    private volatile @Nullable Fault armed;
    private volatile boolean always;

    /** @param application its port */
    FaultProxy(int application, boolean http2) {
        this.application = application;
        this.http2 = http2;
        try {
            server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** The first connection that comes to the fault's point from now on has it. */
    void arm(Fault fault) {
        always = false;
        armed = fault;
    }

    /** Each connection that comes to the fault's point from now on has it. */
    void armAlways(Fault fault) {
        always = true;
        armed = fault;
    }

    /** How often a fault has struck. */
    int struck() {
        return struck.get();
    }

    /** How many connections it has had. */
    int connections() {
        return connections.get();
    }

    /** How many connections the gateway has open, whatever the proxy did to them. */
    int open() {
        return links.size();
    }

    private synchronized @Nullable Kind strikes(@Nullable Point reached) {
        Fault fault = armed;
        if (reached == null || fault == null || fault.point() != reached) {
            return null;
        }
        if (!always) {
            armed = null;
        }
        struck.incrementAndGet();
        return fault.kind();
    }

    private void accept() {
        while (true) {
            try {
                Link link = new Link(server.accept());
                connections.incrementAndGet();
                links.add(link);
                Thread.ofVirtual().start(link::run);
            } catch (IOException closed) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Link link : links) {
            link.end();
        }
    }

    /** One connection of the gateway and one to the application. */
    private final class Link {
        private final Socket near;
        private final Socket far = new Socket();
        private volatile boolean late;
        private volatile boolean mute;
        private volatile boolean deaf;

        Link(Socket near) {
            this.near = near;
        }

        void run() {
            try (near;
                    far) {
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                Kind atOnce = strikes(Point.ACCEPTED);
                if (atOnce != null) {
                    strike(atOnce);
                }
                far.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), application));
                Thread answers = Thread.ofVirtual().start(this::passAnswers);
                passRequests();
                answers.join();
            } catch (IOException | InterruptedException ended) {
                // as a connection may
            } finally {
                links.remove(this);
            }
        }

        private MessagePoints messages(int preface) {
            return http2 ? new MessagePoints.Http2(preface) : new MessagePoints.Http1();
        }

        /** The application reads to the end what has passed. */
        private void passRequests() throws IOException {
            try {
                pass(near, far, new MessagePoints.Requests(messages(24)), true);
            } catch (IOException ended) {
                far.shutdownOutput();
            }
        }

        private void passAnswers() {
            try {
                pass(far, near, messages(0), false);
            } catch (IOException ended) {
                end();
            }
        }

        /** Passes all that comes, and the end. */
        private void pass(Socket from, Socket to, MessagePoints points, boolean requests) throws IOException {
            byte[] buffer = new byte[16_384];
            for (int n = from.getInputStream().read(buffer);
                    n >= 0;
                    n = from.getInputStream().read(buffer)) {
                if (late) {
                    LockSupport.parkNanos(LATENCY_NANOS);
                }
                int passed = 0;
                for (int i = 0; i < n; i++) {
                    Point point = points.take(buffer[i]);
                    Kind kind = strikes(point);
                    if (kind != null) {
                        mute |= requests && kind != Kind.LATENCY; // before the application can answer
                        write(to, buffer, passed, i + 1, requests);
                        passed = i + 1;
                        strike(kind);
                    }
                }
                write(to, buffer, passed, n, requests);
            }
            if (requests || !mute) {
                to.shutdownOutput();
            }
        }

        private void write(Socket to, byte[] bytes, int from, int end, boolean requests) throws IOException {
            if (end > from && !(requests ? deaf : mute)) {
                to.getOutputStream().write(bytes, from, end - from);
            }
        }

        private void strike(Kind kind) throws IOException {
            switch (kind) {
                case LATENCY -> late = true;
                case HALF_OPEN -> {
                    mute = true;
                    deaf = true;
                }
                case HALF_CLOSE -> {
                    mute = true;
                    near.shutdownOutput();
                }
                case SLOW_CLOSE -> {
                    mute = true;
                    deaf = true;
                    LockSupport.parkNanos(SLOW_CLOSE_NANOS);
                    close();
                }
                case CLOSE -> close();
                case RESET -> {
                    near.setSoLinger(true, 0);
                    close();
                }
            }
        }

        /** Toward the gateway; the application reads to the end what has passed. */
        private void close() throws IOException {
            mute = true;
            deaf = true;
            near.close();
            if (far.isConnected()) {
                far.shutdownOutput();
            }
        }

        private void end() {
            try {
                near.close();
                far.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
