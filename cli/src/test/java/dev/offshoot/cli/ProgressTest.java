package dev.offshoot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final StringWriter err = new StringWriter();

    @Test
    void whatTakesLongIsNamedUntilItEnds() {
        try (Progress waiting = progress(Duration.ofMillis(1), true)) {
            await().until(() -> err.toString().contains("\r\u001b[Klisting, 0 s\r\u001b[Klisting, 0 s"));
            assertThat(waiting).isNotNull();
        }
        assertThat(err.toString()).endsWith(" s\r\u001b[K");
    }

    @Test
    void whatIsQuickIsNot() {
        progress(Duration.ofHours(1), true).close();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void nothingIsShownWhereNobodyLooks() {
        Progress waiting = progress(Duration.ofNanos(1), false);
        waiting.close();
        assertThat(err.toString()).isEmpty();
    }

    private Progress progress(Duration step, boolean shown) {
        return new Progress(new PrintWriter(err), "listing", step, shown);
    }
}
