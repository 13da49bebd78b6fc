package dev.offshoot.gateway.frontdoor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;

/** A WebSocket client (RFC 6455) that sends single frames of at most 64 KiB, and sees those of at most 125 bytes. */
final class WebSocketWire implements AutoCloseable {
    private static final int TEXT = 1;
    private static final int CLOSE = 8;

    private final Socket socket;
    private final String head;
    private final DataInputStream in;

    /** A frame that came. */
    record Frame(int opcode, byte[] payload) {
        /** The status of a Close frame. */
        int status() {
            return (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        }
    }

    private WebSocketWire(Socket socket, String host, String path, String protocols) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        String request =
                "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + "Sec-WebSocket-Protocol: " + protocols + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        this.head = readHead();
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new IOException("no upgrade: " + head);
        }
    }

    static WebSocketWire open(Socket socket, String host) throws IOException {
        return open(socket, host, "/ws", "other, echo");
    }

    static WebSocketWire open(Socket socket, String host, String path, String protocols) throws IOException {
        return new WebSocketWire(socket, host, path, protocols);
    }

    private String readHead() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("after " + bytes.toString(ISO_8859_1));
            }
            bytes.write(next);
        }
        return bytes.toString(ISO_8859_1);
    }

    String head() {
        return head;
    }

    void say(String text) throws IOException {
        send(TEXT, text.getBytes(UTF_8));
    }

    void close(int status, String reason) throws IOException {
        byte[] text = reason.getBytes(UTF_8);
        byte[] payload = new byte[text.length + 2];
        payload[0] = (byte) (status >> 8);
        payload[1] = (byte) status;
        System.arraycopy(text, 0, payload, 2, text.length);
        send(CLOSE, payload);
    }

    private void send(int opcode, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x80 | opcode);
        if (payload.length > 125) {
            frame.writeBytes(new byte[] {(byte) 0xfe, (byte) (payload.length >> 8), (byte) payload.length});
        } else {
            frame.write(0x80 | payload.length);
        }
        frame.writeBytes(new byte[] {1, 2, 3, 4});
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ (i % 4 + 1));
        }
        socket.getOutputStream().write(frame.toByteArray());
    }

    Frame frame() throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        if (length > 125) {
            throw new IOException("length: " + length + " (expected: at most 125, unmasked)");
        }
        return new Frame(first & 0xf, in.readNBytes(length));
    }

    /** The next frame, of text. */
    String hear() throws IOException {
        Frame frame = frame();
        if (frame.opcode() != TEXT) {
            throw new IOException("opcode: " + frame.opcode() + " (expected: text)");
        }
        return new String(frame.payload(), UTF_8);
    }

    /** The status of the next frame, a Close. */
    int hearClose() throws IOException {
        Frame frame = frame();
        if (frame.opcode() != CLOSE) {
            throw new IOException("opcode: " + frame.opcode() + " (expected: Close)");
        }
        return frame.status();
    }

    /** Whether the connection ends here. */
    boolean hearsEnd() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
