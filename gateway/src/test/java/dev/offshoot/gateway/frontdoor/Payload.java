package dev.offshoot.gateway.frontdoor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** So many bytes, and what tells whether all of them have arrived: their receipt, of length and hash. */
record Payload(int length) {
    /** One mebibyte that doesn't repeat. */
    private static final byte[] BYTES = new byte[1 << 20];

    private static final int PIECE = 1 << 14;

    static {
        new Random(8).nextBytes(BYTES);
    }

    /** What whoever got the whole of it writes. */
    String receipt() {
        Receipt whole = new Receipt();
        whole.took(buffer());
        return whole.text();
    }

    ByteBuf buffer() {
        return Unpooled.wrappedBuffer(length / PIECE, pieces().toArray(ByteBuf[]::new));
    }

    Stream<ByteBuf> pieces() {
        return IntStream.range(0, length / PIECE)
                .mapToObj(piece -> Unpooled.wrappedBuffer(BYTES, piece * PIECE % BYTES.length, PIECE));
    }

    void writeTo(OutputStream out) throws IOException {
        for (int written = 0; written < length; written += PIECE) {
            out.write(BYTES, written % BYTES.length, PIECE);
        }
    }

    /** The header of a WebSocket's frame (RFC 6455 §5.2) with it; a client's mask has a zero for its key and so changes nothing. */
    byte[] frameHeader(boolean fromClient) {
        return HexFormat.of()
                .parseHex(fromClient ? "82ff%016x00000000".formatted(length) : "827f%016x".formatted(length));
    }

    /** Reads as many bytes and tells what they were. */
    String readReceipt(InputStream in) throws IOException {
        Receipt receipt = new Receipt();
        byte[] piece = new byte[1 << 14];
        while (receipt.length < length) {
            int count = in.read(piece, 0, (int) Math.min(piece.length, length - receipt.length));
            if (count < 0) {
                throw new EOFException("after " + receipt.length + " bytes");
            }
            receipt.took(Unpooled.wrappedBuffer(piece, 0, count));
        }
        return receipt.text();
    }

    /** Reads up to and with an empty line. */
    static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("after " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** What came, as it comes. */
    static final class Receipt {
        static final int TEXT_LENGTH = 25;
        private final MessageDigest digest;
        private long length;

        Receipt() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }

        void took(ByteBuf bytes) {
            length += bytes.readableBytes();
            for (var part : bytes.nioBuffers()) {
                digest.update(part);
            }
        }

        /** Once, of {@link #TEXT_LENGTH} characters. */
        String text() {
            return "%08d ".formatted(length) + HexFormat.of().formatHex(digest.digest(), 0, 8);
        }

        static String read(InputStream in) throws IOException {
            return new String(in.readNBytes(TEXT_LENGTH), ISO_8859_1);
        }
    }
}
