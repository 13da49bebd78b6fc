package dev.offshoot.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where in a WebSocket's framing (RFC 6455 §5.2) the bytes of one direction have got to, so that a Close frame can be put between two
 * frames of theirs. Knows nothing of what the frames hold.
 */
final class WebSocketFrames {
    private static final int MAX_HEAD = 14;
    private static final int MASKED = 0x80;
    private static final int GOING_AWAY = 1001;

    private final boolean fromClient;
    private final byte[] head = new byte[MAX_HEAD];
    private int headBytes;
    private int headLength = 2;
    private long payloadLeft;

    /** @param fromClient whose frames are masked (RFC 6455 §5.3) */
    WebSocketFrames(boolean fromClient) {
        this.fromClient = fromClient;
    }

    boolean isBetween() {
        return headBytes == 0;
    }

    /** Takes note of the readable bytes and leaves them. */
    void take(ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex()) {
            at = step(bytes, at);
        }
    }

    /** Takes note of the rest of the frame that has begun; the index behind it, or behind all bytes where they don't hold its end. */
    int takeToEnd(ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex() && !isBetween()) {
            at = step(bytes, at);
        }
        return at;
    }

    private int step(ByteBuf bytes, int at) {
        int next;
        if (headBytes < headLength) {
            head[headBytes++] = bytes.getByte(at);
            next = at + 1;
            if (headBytes == 2) {
                headLength = 2 + lengthBytes() + ((head[1] & MASKED) != 0 ? 4 : 0);
            }
            if (headBytes == headLength) {
                payloadLeft = length();
            }
        } else {
            int taken = (int) Math.min(payloadLeft, bytes.writerIndex() - at);
            payloadLeft -= taken;
            next = at + taken;
        }
        if (headBytes == headLength && headBytes >= 2 && payloadLeft <= 0) {
            headBytes = 0;
            headLength = 2;
        }
        return next;
    }

    private int lengthBytes() {
        return switch (head[1] & 0x7f) {
            case 126 -> 2;
            case 127 -> 8;
            default -> 0;
        };
    }

    private long length() {
        int bytes = lengthBytes();
        long length = bytes == 0 ? head[1] & 0x7f : 0;
        for (int i = 0; i < bytes; i++) {
            length = length << 8 | head[2 + i] & 0xff;
        }
        return length;
    }

    /** A Close frame for this direction: 1001, the endpoint is going away (RFC 6455 §7.4.1). */
    ByteBuf goingAway() {
        ByteBuf frame = Unpooled.buffer(8).writeByte(0x88);
        if (!fromClient) {
            return frame.writeByte(2).writeShort(GOING_AWAY);
        }
        int mask = ThreadLocalRandom.current().nextInt();
        return frame.writeByte(MASKED | 2).writeInt(mask).writeShort(GOING_AWAY ^ mask >>> 16);
    }
}
