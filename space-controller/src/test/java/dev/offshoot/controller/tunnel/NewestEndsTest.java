package dev.offshoot.controller.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.cluster.replica.HeldTunnel;
import dev.offshoot.controller.loop.TunnelEnd;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NewestEndsTest {
    private static final TunnelEnd A = end("a", "u");
    private static final TunnelEnd B = end("b", "u");

    private final NewestEnds newest = new NewestEnds();

    @Test
    void theGatewayThatSaidItLastHoldsTheTunnel() {
        assertThat(newest.of(List.of(B))).isEqualTo(Map.of("u", B));
        assertThat(newest.of(List.of(A, B))).isEqualTo(Map.of("u", A));
        assertThat(newest.of(List.of(A, B))).isEqualTo(Map.of("u", A));
        assertThat(newest.of(List.of(B))).isEqualTo(Map.of("u", B));
    }

    @Test
    void whoLostItAndHasItAgainIsTheNewest() {
        newest.of(List.of(A));
        newest.of(List.of(A, B));
        newest.of(List.of(B));
        assertThat(newest.of(List.of(A, B))).isEqualTo(Map.of("u", A));
    }

    @Test
    void eachTunnelHasItsOwn() {
        TunnelEnd other = end("a", "v");
        newest.of(List.of(A));
        assertThat(newest.of(List.of(A, B, other))).isEqualTo(Map.of("u", B, "v", other));
    }

    private static TunnelEnd end(String gateway, String uid) {
        return new TunnelEnd(gateway, List.of("10.0.0.1"), new HeldTunnel("alice", "orders", uid, Map.of(80, 12000)));
    }
}
