package dev.offshoot.controller.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.plan.PortLedger;
import dev.offshoot.routing.plan.PortLedger.Lease;
import dev.offshoot.routing.plan.PortLedger.Target;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LedgerTextTest {
    private static final Target HTTP = new Target(new ServiceKey("shop", "orders"), 80);
    private static final Target ADMIN = new Target(new ServiceKey("shop", "orders"), 9000);
    private static final String TEXT = """
            20000 shop/orders:80
            20001 shop/orders:9000 freed 2026-01-31T12:00:00.250Z
            """;
    private static final PortLedger LEDGER = new PortLedger(new TreeMap<>(
            Map.of(20000, new Lease(HTTP, null), 20001, new Lease(ADMIN, Instant.parse("2026-01-31T12:00:00.250Z")))));

    @Test
    void aLedgerIsALineForEachListeningPort() {
        assertThat(LedgerText.of(LEDGER)).isEqualTo(TEXT);
        assertThat(LedgerText.read(TEXT)).isEqualTo(LEDGER);
    }

    @Test
    void anEmptyLedgerIsEmptyText() {
        assertThat(LedgerText.of(PortLedger.EMPTY)).isEmpty();
        assertThat(LedgerText.read("")).isEqualTo(PortLedger.EMPTY);
    }

    @Test
    void linesThatSomebodyBrokeAreLeftOutAndTheOthersStay() {
        String broken = "20002 shop/orders\nport 20003\n99999999 a/b:80\n20004 a/b:80 freed yesterday\n\n";
        assertThat(LedgerText.read(broken + TEXT + broken)).isEqualTo(LEDGER);
    }
}
