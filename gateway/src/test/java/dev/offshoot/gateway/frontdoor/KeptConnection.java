package dev.offshoot.gateway.frontdoor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** A client's connection that is asked again and again, or heard piece by piece; one byte per char. */
public final class KeptConnection implements AutoCloseable {
    private final Socket socket;

    public KeptConnection(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    KeptConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
    }

    /** Sends a request and reads its answer, which must have a {@code Content-Length}. */
    public Reply ask(String request) throws IOException {
        say(request);
        String head = hearUntil("\r\n\r\n");
        int length = Integer.parseInt(Reply.parse(head).header("content-length"));
        return Reply.parse(head + hear(length));
    }

    public void say(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    }

    void end() throws IOException {
        socket.shutdownOutput();
    }

    public String hear(int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), ISO_8859_1);
    }

    /** Up to and with {@code mark}. */
    public String hearUntil(String mark) throws IOException {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        while (!heard.toString(ISO_8859_1).endsWith(mark)) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new EOFException("ended after: '" + heard.toString(ISO_8859_1) + "'");
            }
            heard.write(next);
        }
        return heard.toString(ISO_8859_1);
    }

    public String hearAll() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    /** Ends it with RST. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
