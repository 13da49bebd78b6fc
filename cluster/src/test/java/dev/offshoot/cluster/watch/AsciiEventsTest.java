package dev.offshoot.cluster.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AsciiEventsTest {
    private static final byte[] LINE = "{\"a\":\"plain é ’ 😀 \\n\"}\n".getBytes(StandardCharsets.UTF_8);
    private static final String ASCII = "{\"a\":\"plain \\u00e9 \\u2019 \\ud83d\\ude00 \\n\"}\n";

    @Test
    void whereverAnAnswerIsCutItsTextIsTheSame() {
        IntStream.rangeClosed(0, LINE.length).forEach(cut -> {
            AsciiEvents.Escaped escaped = new AsciiEvents.Escaped();
            String text = text(escaped.next(ByteBuffer.wrap(LINE, 0, cut)))
                    + text(escaped.next(ByteBuffer.wrap(LINE, cut, LINE.length - cut)));
            assertThat(text).as("cut at " + cut).isEqualTo(ASCII);
        });
    }

    @Test
    void oneByteAtATimeIsAsGood() {
        AsciiEvents.Escaped escaped = new AsciiEvents.Escaped();
        StringBuilder text = new StringBuilder();
        for (byte one : LINE) {
            text.append(text(escaped.next(ByteBuffer.wrap(new byte[] {one}))));
        }
        assertThat(text).hasToString(ASCII);
    }

    /** As fabric8 reads a piece. */
    private static String text(ByteBuffer piece) {
        return new String(StandardCharsets.UTF_8.decode(piece).array());
    }
}
