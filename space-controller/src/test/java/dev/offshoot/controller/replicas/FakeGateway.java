package dev.offshoot.controller.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What listens on a gateway's management port: it does with each connection what it is told just then. */
final class FakeGateway implements AutoCloseable {
    /** What is done with a connection whose request was read; it is closed when this returns. */
    interface Manner {
        void serve(FakeGateway gateway, Socket connection) throws Exception;
    }

    /** Says the given lines, and then those that {@link #say} adds. */
    static Manner lines(String... first) {
        return (gateway, connection) -> {
            write(
                    connection,
                    "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (String line : first) {
                chunk(connection, line + "\n");
            }
            gateway.talking.add(connection);
            connection.getInputStream().read();
        };
    }

    static Manner raw(String answer) {
        return (gateway, connection) -> write(connection, answer);
    }

    static Manner status(int status) {
        return raw("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n");
    }

    /** Takes connections and never answers. */
    static final Manner SILENT =
            (gateway, connection) -> connection.getInputStream().read();

    static final Manner RESETS = (gateway, connection) -> connection.setSoLinger(true, 0);

    final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final List<Socket> talking = new CopyOnWriteArrayList<>();
    private final InetAddress address;
    private volatile ServerSocket server;
    private volatile Manner manner;

    /** @param port 0 for any */
    FakeGateway(String address, int port, Manner manner) throws IOException {
        this.address = InetAddress.getByName(address);
        this.manner = manner;
        listen(port);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How connections to come are served. */
    void will(Manner next) {
        manner = next;
    }

    private void listen(int port) throws IOException {
        ServerSocket opened = new ServerSocket();
        opened.setReuseAddress(true);
        opened.bind(new java.net.InetSocketAddress(address, port));
        server = opened;
        Thread.ofVirtual().start(() -> accept(opened));
    }

    private void accept(ServerSocket opened) {
        try {
            while (true) {
                Socket connection = opened.accept();
                connections.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException closed) {
            // it died
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            StringBuilder head = new StringBuilder();
            BufferedReader reader = new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8));
            for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
                head.append(line).append('\n');
            }
            heads.add(head.toString());
            manner.serve(this, connection);
        } catch (Exception ended) {
            // by the other side, or because it died
        } finally {
            talking.remove(connection);
        }
    }

    /** One more line on each stream. */
    void say(String line) {
        for (Socket connection : talking) {
            try {
                chunk(connection, line + "\n");
            } catch (IOException gone) {
                if (!connection.isClosed()) { // the other side may have ended it just now
                    throw new UncheckedIOException(gone);
                }
            }
        }
    }

    /** As a process that is killed: nothing listens any more, and what is open ends. */
    void die() throws IOException {
        server.close();
        endConnections();
    }

    void live() throws IOException {
        listen(server.getLocalPort());
    }

    void endConnections() throws IOException {
        for (Socket connection : connections) {
            connection.close();
        }
        connections.clear();
    }

    /** Connections that talk now. */
    int talking() {
        return talking.size();
    }

    private static void chunk(Socket connection, String text) throws IOException {
        write(connection, Integer.toHexString(text.getBytes(UTF_8).length) + "\r\n" + text + "\r\n");
    }

    private static void write(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(UTF_8));
        connection.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        die();
    }
}
