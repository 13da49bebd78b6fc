package dev.offshoot.gateway.relay;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One TCP connection, spoken to byte by byte, so that a test sees what is really on the wire. */
final class Wire implements AutoCloseable {
    /** A message's head as it came; names are as written. */
    record Head(String line, List<String> fields) {
        String field(String name) {
            for (String field : fields) {
                int colon = field.indexOf(':');
                if (field.substring(0, colon).equalsIgnoreCase(name)) {
                    return field.substring(colon + 1).trim();
                }
            }
            return null;
        }

        List<String> names() {
            return fields.stream()
                    .map(field -> field.substring(0, field.indexOf(':')).toLowerCase(Locale.ROOT))
                    .sorted()
                    .toList();
        }

        int status() {
            return Integer.parseInt(line.split(" ")[1]);
        }
    }

    /** A message with its body and, where it was chunked, its trailers. */
    record Message(Head head, String body, List<String> trailers) {}

    final Socket socket;
    private final InputStream in;

    Wire(Socket socket) {
        try {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(20_000);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Wire to(int port) throws IOException {
        return new Wire(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    Wire send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Wire send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** The next line without its CR LF. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("after: " + line.toString(StandardCharsets.ISO_8859_1));
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    Head head() throws IOException {
        return new Head(line(), fields());
    }

    private List<String> fields() throws IOException {
        List<String> fields = new ArrayList<>();
        for (String field = line(); !field.isEmpty(); field = line()) {
            fields.add(field);
        }
        return fields;
    }

    /** A whole message, framed by its length or its chunks. */
    Message message() throws IOException {
        Head head = head();
        if (head.field("transfer-encoding") != null) {
            StringBuilder body = new StringBuilder();
            for (String chunk = chunk(); !chunk.isEmpty(); chunk = chunk()) {
                body.append(chunk);
            }
            return new Message(head, body.toString(), fields());
        }
        String length = head.field("content-length");
        return new Message(head, length == null ? "" : bytes(Integer.parseInt(length)), List.of());
    }

    /** The next chunk; empty for the last one, whose trailers are still to be read. */
    String chunk() throws IOException {
        int size = Integer.parseInt(line(), 16);
        if (size == 0) {
            return "";
        }
        String chunk = bytes(size);
        line();
        return chunk;
    }

    String bytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("after %d of %d bytes".formatted(bytes.length, count));
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Reads up to {@code count} bytes and throws them away; how many there were. */
    long skip(long count) throws IOException {
        byte[] buffer = new byte[65_536];
        long left = count;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                break;
            }
            left -= read;
        }
        return count - left;
    }

    /** Whether something has come that was not read yet. */
    boolean hasBytes() {
        try {
            return in.available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the other side has ended the connection, properly or not, and nothing more came. */
    boolean ended() throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
