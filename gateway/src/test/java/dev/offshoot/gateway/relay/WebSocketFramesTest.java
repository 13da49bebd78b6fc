package dev.offshoot.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketFramesTest {
    private static ByteBuf frame(boolean masked, int length) {
        ByteBuf frame = Unpooled.buffer().writeByte(0x82);
        int mask = masked ? 0x80 : 0;
        if (length < 126) {
            frame.writeByte(mask | length);
        } else if (length < 65536) {
            frame.writeByte(mask | 126).writeShort(length);
        } else {
            frame.writeByte(mask | 127).writeLong(length);
        }
        return frame.writeZero((masked ? 4 : 0) + length);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "1, 1",
        "125, 2",
        "126, 1",
        "126, 3",
        "65535, 1000",
        "65536, 1",
        "65536, 7",
        "200000, 65536",
        "5, 100000"
    })
    void framesOfAnyLengthEndWhereTheyEnd(int length, int piece) {
        for (boolean masked : new boolean[] {false, true}) {
            WebSocketFrames frames = new WebSocketFrames(masked);
            ByteBuf bytes = Unpooled.wrappedBuffer(frame(masked, length), frame(masked, length));
            int one = bytes.readableBytes() / 2;
            for (int at = 0; at < bytes.readableBytes(); at += piece) {
                int end = Math.min(at + piece, bytes.readableBytes());
                frames.take(bytes.slice(at, end - at));
                assertThat(frames.isBetween()).as("after %d bytes", end).isEqualTo(end % one == 0);
            }
        }
    }

    @Test
    void theRestOfAFrameIsFoundInWhatFollows() {
        WebSocketFrames frames = new WebSocketFrames(false);
        ByteBuf bytes = Unpooled.wrappedBuffer(frame(false, 10), frame(false, 20));
        frames.take(bytes.slice(0, 5));
        assertThat(frames.takeToEnd(bytes.slice(5, 4))).isEqualTo(4);
        assertThat(frames.isBetween()).isFalse();
        assertThat(frames.takeToEnd(bytes.slice(9, bytes.readableBytes() - 9))).isEqualTo(3);
        assertThat(frames.isBetween()).isTrue();
    }

    @Test
    void aCloseFrameSays1001AndIsMaskedTowardTheServer() {
        ByteBuf toClient = new WebSocketFrames(false).goingAway();
        ByteBuf toServer = new WebSocketFrames(true).goingAway();

        assertThat(toClient.readUnsignedShort()).isEqualTo(0x8802);
        assertThat(toClient.readUnsignedShort()).isEqualTo(1001);
        assertThat(toServer.readUnsignedShort()).isEqualTo(0x8882);
        int mask = toServer.readInt();
        assertThat(toServer.readUnsignedShort() ^ mask >>> 16).isEqualTo(1001);
    }
}
