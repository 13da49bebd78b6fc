package dev.offshoot.gateway.listen;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameTypes;

/**
 * Where in HTTP/2's framing (RFC 9113 §4.1) the bytes from a client have got to, so that one that begins something and doesn't end
 * it is seen; the codec tells of frames only when they are whole. Looks at frames' heads and takes nothing for granted: what is
 * malformed the codec refuses.
 */
final class Http2Boundaries {
    private static final int END_HEADERS = 4;
    private static final int HEAD = Http2CodecUtil.FRAME_HEADER_LENGTH;

    private int preface = Http2CodecUtil.connectionPrefaceBuf().readableBytes();
    private final byte[] head = new byte[HEAD];
    private int headBytes;
    private int payloadLeft;
    private boolean inHeaderBlock;
    private boolean begun;
    private long ends;

    /** Takes note of the readable bytes and leaves them. */
    void take(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        int skipped = Math.min(preface, end - at);
        preface -= skipped;
        at += skipped;
        while (at < end) {
            if (headBytes < HEAD) {
                head[headBytes++] = bytes.getByte(at++);
                if (headBytes == HEAD) {
                    begin();
                }
            } else {
                int step = Math.min(payloadLeft, end - at);
                payloadLeft -= step;
                at += step;
            }
            if (headBytes == HEAD && payloadLeft == 0) {
                end();
            }
        }
    }

    private void begin() {
        payloadLeft = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff;
        int type = head[3];
        if (type == Http2FrameTypes.HEADERS || type == Http2FrameTypes.CONTINUATION) {
            inHeaderBlock = (head[4] & END_HEADERS) == 0;
        }
    }

    private void end() {
        headBytes = 0;
        begun = true;
        if (!inHeaderBlock) {
            ends++;
        }
    }

    /** Whether the client owes the rest of something: the preface with its SETTINGS, a header block, a frame; but not of DATA. */
    boolean isAmidst() {
        return !begun || inHeaderBlock || headBytes > 0 && !isInData();
    }

    private boolean isInData() {
        return headBytes == HEAD && head[3] == Http2FrameTypes.DATA;
    }

    /** Whether a frame of DATA of that stream has begun and not ended. */
    boolean isInDataOf(int stream) {
        return isInData()
                && stream == ((head[5] & 0x7f) << 24 | (head[6] & 0xff) << 16 | (head[7] & 0xff) << 8 | head[8] & 0xff);
    }

    /** How many frames and header blocks have ended: where it is the same as before, the client is still amidst the same one. */
    long ends() {
        return ends;
    }
}
