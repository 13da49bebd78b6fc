package dev.offshoot.controller.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.spaceapi.Tunnel;
import dev.offshoot.spaceapi.TunnelStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RenewalsTest {
    private final Renewals renewals = new Renewals(Duration.ofSeconds(60), Duration.ofSeconds(20));

    @Test
    void oneThatIsNotRenewedForAMinuteHasExpired() {
        assertThat(look(0, tunnel("u", "a"))).isEmpty();
        for (int second = 10; second < 60; second += 10) {
            assertThat(look(second, tunnel("u", "a"))).isEmpty();
        }
        assertThat(look(60, tunnel("u", "a"))).hasSize(1);
    }

    @Test
    void oneThatWasNeverRenewedHasExpiredAsSoon() {
        for (int second = 0; second < 60; second += 10) {
            assertThat(look(second, tunnel("u", null))).isEmpty();
        }
        assertThat(look(60, tunnel("u", null))).hasSize(1);
    }

    /** Laptops' clocks are wrong. */
    @Test
    void anyOtherValueIsARenewalWhateverItSays() {
        look(0, tunnel("u", "2026-01-01T00:00:00Z"));
        for (int second = 10; second < 60; second += 10) {
            look(second, tunnel("u", "2026-01-01T00:00:00Z"));
        }
        assertThat(look(60, tunnel("u", "1970-01-01T00:00:00Z"))).isEmpty();
        assertThat(look(70, tunnel("u", "1970-01-01T00:00:00Z"))).isEmpty();
    }

    @Test
    void aTunnelThatIsMadeAnewCountsAnew() {
        for (int second = 0; second < 60; second += 10) {
            look(second, tunnel("u", "a"));
        }
        assertThat(look(60, tunnel("v", "a"))).isEmpty();
    }

    @Test
    void aTimeInWhichNobodyCouldLookCountsLittle() {
        look(0, tunnel("u", "a"));
        assertThat(look(3600, tunnel("u", "a"))).isEmpty();
        assertThat(look(3610, tunnel("u", "b"))).isEmpty();
    }

    @Test
    void oneDoesNotRenewAnother() {
        for (int second = 0; second < 60; second += 10) {
            look(second, tunnel("u", "a"), tunnel("v", "at " + second));
        }
        assertThat(look(60, tunnel("u", "a"), tunnel("v", "at 60")))
                .extracting(expired -> expired.getMetadata().getUid())
                .containsExactly("u");
    }

    private List<Tunnel> look(int second, Tunnel... tunnels) {
        return renewals.look(List.of(tunnels), Duration.ofSeconds(second).toNanos());
    }

    private static Tunnel tunnel(String uid, String renewal) {
        Tunnel tunnel = new Tunnel();
        tunnel.setMetadata(new ObjectMetaBuilder().withUid(uid).build());
        tunnel.setStatus(new TunnelStatus(renewal, null, null, null, null));
        return tunnel;
    }
}
