package dev.offshoot.cli.traffic;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DecoderException;
import java.util.List;

/** What one connection speaks. All methods on the event loop; the bytes aren't changed or kept. */
interface Dialogue {
    /** @throws DecoderException where it isn't spoken after all, or exceeds a limit: nothing more is asked of it but its end */
    void toProcess(ByteBuf bytes);

    /** @throws DecoderException as above */
    void fromProcess(ByteBuf bytes);

    /** Releases all, and says what was still open. */
    List<Seen> end();
}
