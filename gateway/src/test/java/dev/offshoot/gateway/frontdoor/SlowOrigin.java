package dev.offshoot.gateway.frontdoor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An application that takes no byte of an upload before it is told to go on, then answers with its receipt. {@code /up/1048576} is
 * uploaded to, {@code /down/1048576} sends so many bytes, below {@code /ws} both are one frame of a WebSocket.
 */
final class SlowOrigin implements AutoCloseable {
    private static final int SOCKET_BUFFER = 1 << 14;

    private final AtomicInteger begun = new AtomicInteger();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private volatile CountDownLatch hold = new CountDownLatch(1);

    SlowOrigin() throws IOException {
        server = new ServerSocket();
        server.setReceiveBufferSize(SOCKET_BUFFER);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 2000);
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** From now on uploads wait for {@link #goOn}. */
    void hold() {
        hold = new CountDownLatch(1);
    }

    void goOn() {
        hold.countDown();
    }

    /** How many requests have come since it was told to wait. */
    int begun() {
        return begun.get();
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
            socket.setSendBufferSize(SOCKET_BUFFER);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                String head = Payload.readHead(in);
                answer(head.substring(head.indexOf(' ') + 1, head.indexOf(" HTTP/1.1")), in, socket.getOutputStream());
            }
        } catch (IOException gone) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(socket);
        }
    }

    private void answer(String target, InputStream in, OutputStream out) throws IOException, InterruptedException {
        begun.incrementAndGet();
        Payload payload = payload(target);
        switch (target.substring(0, target.lastIndexOf('/'))) {
            case "/up" -> {
                hold.await();
                String receipt = payload.readReceipt(in);
                say(out, "HTTP/1.1 200 OK\r\nContent-Length: " + receipt.length() + "\r\n\r\n" + receipt);
            }
            case "/down" -> {
                say(out, "HTTP/1.1 200 OK\r\nContent-Length: " + payload.length() + "\r\n\r\n");
                payload.writeTo(out);
            }
            case "/ws/up" -> {
                upgrade(out);
                hold.await();
                in.readNBytes(payload.frameHeader(true).length);
                say(out, payload.readReceipt(in));
            }
            case "/ws/down" -> {
                upgrade(out);
                out.write(payload.frameHeader(false));
                payload.writeTo(out);
            }
            default -> throw new IOException("target: " + target);
        }
    }

    static Payload payload(String target) {
        return new Payload(Integer.parseInt(target.substring(target.lastIndexOf('/') + 1)));
    }

    private static void upgrade(OutputStream out) throws IOException {
        say(out, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    }

    private static void say(OutputStream out, String bytes) throws IOException {
        out.write(bytes.getBytes(ISO_8859_1));
    }

    @Override
    public void close() {
        try {
            server.close();
            goOn();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
