package dev.offshoot.gateway.frontdoor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A load balancer of TCP connections, as stands before gateways: each new one goes to a gateway whose last health check was good, by
 * turns; those that are open stay. Checks follow each other a twentieth of a second apart.
 */
final class TcpSwitch implements AutoCloseable {
    private final ServerSocket accepting;
    private final List<Integer> ports;
    private final List<Integer> healthy = new CopyOnWriteArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile boolean closed;

    /** @param ports of the gateways' URL listeners, on loopback */
    TcpSwitch(List<Integer> ports) throws IOException {
        this.ports = ports;
        accepting = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::check);
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return accepting.getLocalPort();
    }

    boolean isHealthy(int port) {
        return healthy.contains(port);
    }

    private void check() {
        while (!closed) {
            for (int port : ports) {
                boolean good = isGood(port);
                if (!good) {
                    healthy.remove((Integer) port);
                } else if (!healthy.contains(port)) {
                    healthy.add(port);
                }
            }
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
        }
    }

    private static boolean isGood(int port) {
        try {
            return Ask.get("any", "/.well-known/offshoot/health").to(port).status() == 200;
        } catch (UncheckedIOException | AssertionError down) {
            return false;
        }
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = accepting.accept();
                Thread.ofVirtual().start(() -> join(client));
            } catch (IOException ended) {
                return;
            }
        }
    }

    private void join(Socket client) {
        List<Integer> now = List.copyOf(healthy);
        try (client;
                Socket gateway = new Socket(
                        InetAddress.getLoopbackAddress(), now.get(Math.floorMod(turn.getAndIncrement(), now.size())))) {
            client.setTcpNoDelay(true);
            gateway.setTcpNoDelay(true);
            Thread back = Thread.ofVirtual().start(() -> pump(gateway, client));
            pump(client, gateway);
            back.join();
        } catch (IOException | InterruptedException | IndexOutOfBoundsException lost) {
            // the client sees it
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException ended) {
            try {
                from.close();
                to.close();
            } catch (IOException closed) {
                // it is
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        accepting.close();
    }
}
