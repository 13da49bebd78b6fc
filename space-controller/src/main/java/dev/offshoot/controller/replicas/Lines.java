package dev.offshoot.controller.replicas;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Splits what arrives into lines of bounded length. */
final class Lines {
    private final int most;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    /** @param most bytes of a line */
    Lines(int most) {
        this.most = most;
    }

    /**
     * The lines that {@code bytes} complete.
     *
     * @throws IllegalArgumentException where a line is longer than it may be
     */
    List<String> take(ByteBuffer bytes) {
        List<String> lines = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                lines.add(begun.toString(StandardCharsets.UTF_8));
                begun.reset();
                continue;
            }
            if (begun.size() == most) {
                throw new IllegalArgumentException("a line of more than " + most + " bytes (expected: a shorter one)");
            }
            begun.write(next);
        }
        return lines;
    }
}
