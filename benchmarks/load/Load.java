package dev.offshoot.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/**
 * The load that wrk and h2load can't make, and the service that echoes WebSocket messages; all on loopback, a thread for each
 * connection.
 *
 * <pre>
 * echo PORT                                    echoes until it is ended
 * chat PORT HEADERS CONNECTIONS SECONDS        WebSocket messages, the next as soon as one is echoed
 * rate PORT HEADERS CONNECTIONS SECONDS RATE   GET at a fixed rate, whatever the answers take; the first second isn't timed
 * idle PORT HEADERS CONNECTIONS                one GET on each connection, then silence until standard input ends
 * </pre>
 *
 * HEADERS is a file with a line of tab-separated headers for each request, taken in turn. {@code chat} and {@code rate} print a
 * line of fields like wrk.lua.
 */
public final class Load {
    private static final byte[] MESSAGE = new byte[64];

    private interface Work {
        /** Times of one connection, in nanoseconds; 0 for a request that is counted but not timed. */
        List<Long> on(int number) throws IOException;
    }

    private Load() {}

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[1]);
        if (args[0].equals("echo")) {
            echo(port);
        }
        List<String> headers = Files.readAllLines(Path.of(args[2]));
        int connections = Integer.parseInt(args[3]);
        switch (args[0]) {
            case "chat" -> {
                long seconds = Long.parseLong(args[4]);
                run(connections, number -> chat(port, headers.get(number % headers.size()), seconds));
            }
            case "rate" -> {
                long begin = System.nanoTime() + 100_000_000; // until the threads are there
                long seconds = Long.parseLong(args[4]);
                int rate = Integer.parseInt(args[5]);
                run(connections, number -> rate(port, headers, number, connections, begin, seconds, rate));
            }
            case "idle" -> {
                List<Wire> wires = new ArrayList<>();
                for (int i = 0; i < connections; i++) {
                    wires.add(new Wire(port));
                    wires.get(i).get(headers.get(i % headers.size()));
                }
                System.out.println("open");
                System.in.read();
            }
            default -> throw new IllegalArgumentException(args[0] + " (expected: echo, chat, rate or idle)");
        }
    }

    private static void run(int connections, Work work) throws InterruptedException {
        long[][] times = new long[connections][];
        int[] failed = {0};
        List<Thread> threads = new ArrayList<>();
        long begun = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            int number = i;
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    times[number] = work.on(number).stream().mapToLong(Long::longValue).toArray();
                } catch (IOException e) {
                    System.out.println(e);
                    times[number] = new long[0];
                    synchronized (failed) {
                        failed[0]++;
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        long elapsed = System.nanoTime() - begun;
        long requests = Arrays.stream(times).mapToLong(each -> each.length).sum();
        long[] all = Arrays.stream(times)
                .flatMapToLong(LongStream::of)
                .filter(each -> each > 0)
                .sorted()
                .toArray();
        System.out.printf(
                "%nresult requests=%d microseconds=%d failed=%d refused=0 p50=%d p99=%d p999=%d%n",
                requests, elapsed / 1000, failed[0], at(all, 0.5), at(all, 0.99), at(all, 0.999));
    }

    /** In microseconds. */
    private static long at(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) (share * (sorted.length - 1))] / 1000;
    }

    private static List<Long> rate(
            int port, List<String> headers, int first, int step, long begin, long seconds, int rate)
            throws IOException {
        List<Long> times = new ArrayList<>();
        try (Wire wire = new Wire(port)) {
            for (long i = first; i < seconds * rate; i += step) {
                long due = begin + i * 1_000_000_000L / rate;
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                wire.get(headers.get((int) (i % headers.size())));
                times.add(i < rate ? 0 : System.nanoTime() - due); // in the first second this JVM is slow itself
            }
        }
        return times;
    }

    private static List<Long> chat(int port, String headers, long seconds) throws IOException {
        List<Long> times = new ArrayList<>();
        try (Wire wire = new Wire(port)) {
            wire.upgrade(headers);
            long end = System.nanoTime() + seconds * 1_000_000_000L;
            for (long now = System.nanoTime(); now < end; ) {
                wire.sendMasked();
                wire.readFrame();
                long then = System.nanoTime();
                times.add(then - now);
                now = then;
            }
        }
        return times;
    }

    private static void echo(int port) throws IOException {
        try (ServerSocket server = new ServerSocket(port, 1024, InetAddress.getLoopbackAddress())) {
            while (true) {
                Socket accepted = server.accept();
                Thread.ofPlatform().daemon().start(() -> {
                    try (Wire wire = new Wire(accepted)) {
                        wire.accept();
                        while (true) {
                            wire.sendPlain(wire.readFrame());
                        }
                    } catch (IOException ended) {
                        // the other side has had enough
                    }
                });
            }
        }
    }

    /** A connection; WebSocket messages are single frames below 126 bytes (RFC 6455, section 5.2). */
    private static final class Wire implements AutoCloseable {
        private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, section 1.3
        private final Socket socket;
        private final DataInputStream in;

        Wire(int port) throws IOException {
            this(new Socket(InetAddress.getLoopbackAddress(), port));
        }

        Wire(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(30_000);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 4096));
        }

        void get(String headers) throws IOException {
            write("GET / HTTP/1.1\r\n" + headers.replace("\t", "\r\n") + "\r\n\r\n");
            String head = head();
            if (!head.startsWith("HTTP/1.1 200 ")) {
                throw new IOException("answered " + head + " (expected: 200)");
            }
            in.readFully(new byte[Integer.parseInt(header(head, "content-length: "))]);
        }

        void upgrade(String headers) throws IOException {
            write("GET / HTTP/1.1\r\n" + headers.replace("\t", "\r\n") + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            String head = head();
            if (!head.startsWith("HTTP/1.1 101 ")) {
                throw new IOException("answered " + head + " (expected: 101)");
            }
        }

        void accept() throws IOException {
            String key = header(head(), "sec-websocket-key: ") + MAGIC;
            try {
                byte[] hash = MessageDigest.getInstance("SHA-1").digest(key.getBytes(ISO_8859_1));
                write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                        + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n");
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        /** A binary frame whose masking key is zero, so that the payload stays as it is. */
        void sendMasked() throws IOException {
            byte[] frame = new byte[6 + MESSAGE.length];
            frame[0] = (byte) 0x82;
            frame[1] = (byte) (0x80 | MESSAGE.length);
            System.arraycopy(MESSAGE, 0, frame, 6, MESSAGE.length);
            socket.getOutputStream().write(frame);
        }

        void sendPlain(byte[] payload) throws IOException {
            byte[] frame = new byte[2 + payload.length];
            frame[0] = (byte) 0x82;
            frame[1] = (byte) payload.length;
            System.arraycopy(payload, 0, frame, 2, payload.length);
            socket.getOutputStream().write(frame);
        }

        byte[] readFrame() throws IOException {
            if (in.readByte() != (byte) 0x82) {
                throw new EOFException("no binary frame: the other side ends");
            }
            int length = in.readByte();
            if (length < 0) {
                in.readInt(); // the masking key, zero
            }
            byte[] payload = new byte[length & 0x7f];
            in.readFully(payload);
            return payload;
        }

        private void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        }

        private String head() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
                head.append((char) in.readUnsignedByte());
            }
            return head.toString();
        }

        private static String header(String head, String start) throws IOException {
            return head.lines()
                    .filter(line -> line.regionMatches(true, 0, start, 0, start.length()))
                    .map(line -> line.substring(start.length()))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + start + "in " + head));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
