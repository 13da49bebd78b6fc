package dev.offshoot.routing.context;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShownTest {
    @Test
    void escapesWhatIsNoPrintableAscii() {
        assertThat(Shown.of("alice")).isEqualTo("alice");
        assertThat(Shown.of("")).isEmpty();
        assertThat(Shown.of("a\"b\\c")).isEqualTo("a\\\"b\\\\c");
        assertThat(Shown.of("ä\r\n\u007f")).isEqualTo("\\u00e4\\u000d\\u000a\\u007f");
    }

    @Test
    void isCutAtEightyCharacters() {
        assertThat(Shown.of("x".repeat(80))).isEqualTo("x".repeat(80));
        assertThat(Shown.of("x".repeat(81))).isEqualTo("x".repeat(77) + "...");
        assertThat(Shown.of("x".repeat(77) + "\u0001")).isEqualTo("x".repeat(77) + "...");
        assertThat(Shown.of("\u0001".repeat(5000))).hasSizeLessThanOrEqualTo(80).endsWith("...");
    }
}
