package dev.offshoot.gateway.listen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** A client that says exactly what it is told, one byte per char. */
final class Wire implements AutoCloseable {
    private final Socket socket;

    Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
    }

    /** Says it and hears all that comes until the other side closes. */
    static String exchange(int port, String bytes) throws IOException {
        try (Wire wire = new Wire(port)) {
            return wire.say(bytes).hearAll();
        }
    }

    Wire say(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        return this;
    }

    /** Says that it has said all. */
    Wire end() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    String hear(int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), ISO_8859_1);
    }

    /** Up to and with {@code mark}. */
    String hearUntil(String mark) throws IOException {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        while (!heard.toString(ISO_8859_1).endsWith(mark)) {
            int b = socket.getInputStream().read();
            if (b < 0) {
                throw new IOException("ended after: " + heard.toString(ISO_8859_1));
            }
            heard.write(b);
        }
        return heard.toString(ISO_8859_1);
    }

    String hearAll() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
