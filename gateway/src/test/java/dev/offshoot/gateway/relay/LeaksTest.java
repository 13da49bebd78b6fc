package dev.offshoot.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LeaksTest {
    @Test
    void bufferThatIsNotReleasedIsFound() {
        leak();

        Awaitility.await().untilAsserted(() -> assertThat(Leaks.found()).isNotEmpty());
    }

    private static void leak() {
        ByteBufAllocator.DEFAULT.buffer(16).writeByte(1);
    }
}
