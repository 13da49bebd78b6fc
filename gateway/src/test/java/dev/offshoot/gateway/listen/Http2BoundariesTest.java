package dev.offshoot.gateway.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2CodecUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Http2BoundariesTest {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    private final Http2Boundaries boundaries = new Http2Boundaries();
    private final ByteBuf bytes = Unpooled.buffer();

    private void frame(int type, int flags, int stream, int length) {
        bytes.writeMedium(length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream)
                .writeZero(length);
    }

    /** All bytes but the last {@code without}, in pieces. */
    private Http2Boundaries taken(int piece, int without) {
        int end = bytes.writerIndex() - without;
        for (int at = 0; at < end; at += piece) {
            boundaries.take(bytes.slice(at, Math.min(piece, end - at)));
        }
        return boundaries;
    }

    private void begin() {
        bytes.writeBytes(Http2CodecUtil.connectionPrefaceBuf());
        frame(SETTINGS, 0, 0, 12);
    }

    @Test
    void theClientsBeginningIsThePrefaceAndAWholeFrame() {
        assertThat(boundaries.isAmidst()).isTrue();
        begin();
        assertThat(taken(7, 1).isAmidst()).isTrue();
        boundaries.take(bytes.slice(bytes.writerIndex() - 1, 1));
        assertThat(boundaries.isAmidst()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9, 10, 1000})
    void aHeaderBlockIsOverWithItsLastContinuation(int piece) {
        begin();
        frame(HEADERS, 0, 1, 30);
        frame(CONTINUATION, 0, 1, 0);
        assertThat(taken(piece, 0).isAmidst()).isTrue();
        long ends = boundaries.ends();

        bytes.clear();
        frame(CONTINUATION, END_HEADERS, 1, 5);
        assertThat(taken(piece, 1).isAmidst()).isTrue();
        assertThat(boundaries.ends()).isEqualTo(ends);
        boundaries.take(bytes.slice(bytes.writerIndex() - 1, 1));
        assertThat(boundaries.isAmidst()).isFalse();
        assertThat(boundaries.ends()).isEqualTo(ends + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 9, 4096})
    void partOfAFrameOfDataIsNoHeadAndKnowsItsStream(int piece) {
        begin();
        frame(HEADERS, END_HEADERS, 3, 10);
        frame(DATA, 0, 3, 16384);

        assertThat(taken(piece, 100).isAmidst()).isFalse();
        assertThat(boundaries.isInDataOf(3)).isTrue();
        assertThat(boundaries.isInDataOf(1)).isFalse();
        boundaries.take(bytes.slice(bytes.writerIndex() - 100, 100));
        assertThat(boundaries.isInDataOf(3)).isFalse();
    }

    @Test
    void partOfAFramesHeadIsAHeadWhoeversItWillBe() {
        begin();
        frame(DATA, 0, 1, 0);
        assertThat(taken(1000, 1).isAmidst()).isTrue();
    }
}
