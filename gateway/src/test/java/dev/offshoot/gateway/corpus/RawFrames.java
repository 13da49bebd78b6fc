package dev.offshoot.gateway.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/2 connection, by prior knowledge, that says field lines exactly as it is told: each is a literal without indexing
 * (RFC 7541, 6.2.2), which nothing checks or lower-cases.
 */
final class RawFrames implements AutoCloseable {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int ACK = 1;

    private final Socket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private int stream = -1;
    private boolean ended;

    /** One char per byte. */
    record Field(String name, String value) {}

    /**
     * What came of a request.
     *
     * @param outcome a status, {@code reset} where the stream was, {@code closed} where the connection ended
     * @param serial the origin's number of the request, null where the origin didn't answer
     */
    record Answer(String outcome, @Nullable Integer serial) {}

    RawFrames(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
        send(SETTINGS, 0, 0, new byte[0]);
    }

    /** @param body of one DATA frame, and {@code trailers} behind it; null for none */
    Answer ask(List<Field> head, @Nullable String body, List<Field> trailers) throws IOException {
        stream += 2;
        try {
            boolean alone = body == null && trailers.isEmpty();
            send(HEADERS, END_HEADERS | (alone ? END_STREAM : 0), stream, block(head));
            if (body != null) {
                send(DATA, trailers.isEmpty() ? END_STREAM : 0, stream, body.getBytes(ISO_8859_1));
            }
            if (!trailers.isEmpty()) {
                send(HEADERS, END_HEADERS | END_STREAM, stream, block(trailers));
            }
        } catch (IOException closed) {
            // What came before is there to be read.
        }
        return hear();
    }

    /** A head without an end, and, when the other side has answered three pings since, a body. */
    Answer askInParts(List<Field> head, String body) throws IOException {
        stream += 2;
        send(HEADERS, END_HEADERS, stream, block(head));
        for (int i = 0; i < 3; i++) {
            send(PING, 0, 0, new byte[8]);
            boolean answered = false;
            while (!answered) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                answered = in.readUnsignedByte() == PING;
                in.readNBytes(5 + length);
            }
        }
        send(DATA, END_STREAM, stream, body.getBytes(ISO_8859_1));
        return hear();
    }

    private Answer hear() throws IOException {
        String outcome = "closed";
        Integer serial = null;
        try {
            while (!ended) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int of = in.readInt();
                byte[] payload = in.readNBytes(length);
                if (type == SETTINGS && (flags & ACK) == 0) {
                    send(SETTINGS, ACK, 0, new byte[0]);
                } else if (type == GOAWAY) {
                    ended = true;
                } else if (type == RST_STREAM && of == stream) {
                    return new Answer("reset", null);
                } else if (type == HEADERS && of == stream) {
                    Http2Headers fields = decoder.decodeHeaders(of, Unpooled.wrappedBuffer(payload));
                    if (fields.status() != null) {
                        outcome = fields.status().toString();
                        CharSequence number = fields.get("x-serial");
                        serial = number == null ? null : Integer.valueOf(number.toString());
                    }
                }
                if ((type == HEADERS || type == DATA) && of == stream && (flags & END_STREAM) != 0) {
                    return new Answer(outcome, serial);
                }
            }
        } catch (Http2Exception unreadable) {
            throw new IOException(unreadable);
        } catch (java.net.SocketTimeoutException silent) {
            throw new IOException("stream " + stream + ": no answer, no reset, no end", silent);
        } catch (EOFException | java.net.SocketException end) {
            ended = true;
        }
        return new Answer("closed", null);
    }

    /** Whether the other side has said GOAWAY, or has ended the connection. */
    boolean isEnded() {
        return ended;
    }

    private static byte[] block(List<Field> fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (Field field : fields) {
            block.write(0);
            string(block, field.name);
            string(block, field.value);
        }
        return block.toByteArray();
    }

    /** RFC 7541, 5.1 and 5.2, not Huffman-coded. */
    private static void string(ByteArrayOutputStream block, String text) {
        int length = text.length();
        if (length < 127) {
            block.write(length);
        } else {
            block.write(127);
            int rest = length - 127;
            for (; rest >= 128; rest >>= 7) {
                block.write(rest & 127 | 128);
            }
            block.write(rest);
        }
        block.writeBytes(text.getBytes(ISO_8859_1));
    }

    private void send(int type, int flags, int of, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        int length = payload.length;
        frame.writeBytes(new byte[] {
            (byte) (length >> 16), (byte) (length >> 8), (byte) length, (byte) type, (byte) flags, 0, 0, 0, (byte) of
        });
        frame.writeBytes(payload);
        socket.getOutputStream().write(frame.toByteArray());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
