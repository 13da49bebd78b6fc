package dev.offshoot.cli.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TrafficLogTest {
    /** As a terminal that was stopped: who adds doesn't wait, and the rest is counted. */
    @Test
    void whatCannotBeShownInTimeIsCounted() throws InterruptedException {
        List<Seen> shown = new ArrayList<>();
        CountDownLatch showing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        TrafficLog log = new TrafficLog(seen -> {
            showing.countDown();
            awaitUninterrupted(goOn);
            shown.add(seen);
        });
        log.add(new Seen.Unshown(-1));
        showing.await();
        for (int i = 0; i < 10_000; i++) {
            log.add(new Seen.Unshown(-1));
        }
        goOn.countDown();
        log.close();
        assertThat(shown).hasSize(8194).last().isEqualTo(new Seen.Unshown(10_000 - 8192));
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }
}
