package dev.offshoot.gateway.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.function.Predicate;

/** A client that says exactly what it is told, and hears all that comes. */
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

    RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /** Says it; a server that has closed doesn't hear it. */
    RawClient say(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException closed) {
            // What it said before is there to be heard.
        }
        return this;
    }

    RawClient say(String bytes) {
        return say(bytes.getBytes(ISO_8859_1));
    }

    /** Hears until the connection ends. */
    Heard hearAll() throws IOException {
        return hear(Integer.MAX_VALUE);
    }

    /** As {@link #hearAll()}; {@code head} if it asked so, and bodies don't follow. */
    Heard hearAll(boolean head) throws IOException {
        Heard all = hearAll();
        return head && all.answers().isEmpty() && all.rest().endsWith("\r\n\r\n")
                ? Heard.parse(all.rest().replaceFirst("\r\n", "\r\nX-Method: HEAD\r\n"), true)
                : all;
    }

    /** Hears until the connection ends, or until there are this many answers and nothing else. */
    Heard hear(int answers) throws IOException {
        byte[] buffer = new byte[8192];
        try {
            while (true) {
                Heard sofar = Heard.parse(heard.toString(ISO_8859_1), false);
                if (sofar.answers().size() >= answers && sofar.rest().isEmpty()) {
                    return sofar;
                }
                int n = socket.getInputStream().read(buffer);
                if (n < 0) {
                    break;
                }
                heard.write(buffer, 0, n);
            }
        } catch (SocketTimeoutException e) {
            throw new IOException("still open after " + PATIENCE_MILLIS + " ms; heard: " + shown(), e);
        } catch (IOException reset) {
            // As good as an end.
        }
        return Heard.parse(heard.toString(ISO_8859_1), true);
    }

    /** Hears until the connection ends, or until nothing has come for {@code quietMillis} while what was heard is {@code enough}. */
    Heard hearUntilQuiet(int quietMillis, Predicate<Heard> enough) throws IOException {
        byte[] buffer = new byte[8192];
        socket.setSoTimeout(quietMillis);
        for (long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L; ; ) {
            try {
                int n = socket.getInputStream().read(buffer);
                if (n < 0) {
                    return Heard.parse(heard.toString(ISO_8859_1), true);
                }
                heard.write(buffer, 0, n);
            } catch (SocketTimeoutException quiet) {
                Heard sofar = Heard.parse(heard.toString(ISO_8859_1), false);
                if (enough.test(sofar) || System.nanoTime() > end) {
                    return sofar;
                }
            } catch (IOException reset) {
                return Heard.parse(heard.toString(ISO_8859_1), true);
            }
        }
    }

    private String shown() {
        String all = heard.toString(ISO_8859_1);
        return all.length() > 1000 ? all.substring(0, 1000) + "…" : all;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
