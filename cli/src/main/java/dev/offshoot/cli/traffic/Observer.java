package dev.offshoot.cli.traffic;

import dev.offshoot.tunnel.StreamPipe;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads along what passes on one connection to the local process: the first bytes say whether it is HTTP/1.x or HTTP/2; all else, and
 * what turns out to be something else, is a connection with so many bytes. What it can't read changes nothing for the connection.
 */
public final class Observer implements StreamPipe.Traffic {
    /** Carries the route context. */
    static final String SPACE = "x-offshoot-space";

    /** HTTP/2's preface begins so, and no request of HTTP/1.x. */
    private static final String PREFACE = "PRI";

    private final Clock clock;
    private final int port;
    private final Consumer<Seen> seen;
    private final PassingBytes all;
    private ByteBuf beginning = Unpooled.EMPTY_BUFFER;
    private boolean decided;
    private @Nullable Dialogue dialogue;

    /**
     * @param port the Service's
     * @param seen told on the event loop; may not wait
     */
    public Observer(Clock clock, int port, Consumer<Seen> seen) {
        this.clock = clock;
        this.port = port;
        this.seen = seen;
        this.all = new PassingBytes(clock, port, "TCP", null, null);
    }

    @Override
    public void toSocket(ByteBuf bytes) {
        all.toProcess(bytes.readableBytes());
        if (decided) {
            read(speaking -> speaking.toProcess(bytes));
            return;
        }
        beginning = Unpooled.copiedBuffer(beginning, bytes.slice());
        if (beginning.readableBytes() >= PREFACE.length()) {
            decided = true;
            dialogue = dialogue(beginning);
            read(speaking -> speaking.toProcess(beginning));
            beginning = Unpooled.EMPTY_BUFFER;
        }
    }

    /** A server that speaks first speaks no HTTP. */
    @Override
    public void fromSocket(ByteBuf bytes) {
        all.fromProcess(bytes.readableBytes());
        decided = true;
        read(speaking -> speaking.fromProcess(bytes));
    }

    private @Nullable Dialogue dialogue(ByteBuf beginning) {
        byte first = beginning.getByte(0);
        if (beginning.toString(0, PREFACE.length(), StandardCharsets.ISO_8859_1).equals(PREFACE)) {
            return new Http2(clock, port, seen);
        }
        return first >= 'A' && first <= 'Z' ? new Http1(clock, port, seen) : null;
    }

    private void read(Consumer<Dialogue> reading) {
        Dialogue speaking = dialogue;
        if (speaking == null) {
            return;
        }
        try {
            reading.accept(speaking);
        } catch (DecoderException other) {
            speaking.end();
            dialogue = null;
        }
    }

    @Override
    public void ended() {
        if (dialogue != null) {
            dialogue.end().forEach(seen);
            return;
        }
        Seen.Connection connection = all.ended();
        if (connection.toProcess() + connection.fromProcess() > 0) {
            seen.accept(connection);
        }
    }
}
