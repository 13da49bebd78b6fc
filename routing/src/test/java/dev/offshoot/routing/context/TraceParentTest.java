package dev.offshoot.routing.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables follow the specification's examples and the working group's own test suite for implementations. */
class TraceParentTest {
    private static final String ID = "12345678901234567890123456789012";
    private static final String VALID = "00-" + ID + "-1234567890123456-01";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff",
                "00-00000000000000000000000000000001-0000000000000001-00",
                "cc-12345678901234567890123456789012-1234567890123456-01",
                "cc-12345678901234567890123456789012-1234567890123456-01-what-the-future-will-be-like",
                "01-12345678901234567890123456789012-1234567890123456-01-",
                " 00-12345678901234567890123456789012-1234567890123456-01",
                "\t00-12345678901234567890123456789012-1234567890123456-01",
                "\t 00-12345678901234567890123456789012-1234567890123456-01 \t"
            })
    void isValid(String header) {
        assertThat(TraceParent.valid(TestRequest.of("traceparent", header))).isEqualTo(header.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                // Version 00 ends where it ends
                "00-12345678901234567890123456789012-1234567890123456-01.",
                "00-12345678901234567890123456789012-1234567890123456-01-what-the-future-will-be-like",
                // Later versions go on with a dash
                "cc-12345678901234567890123456789012-1234567890123456-01.what-the-future-will-be-like",
                "cc-12345678901234567890123456789012-1234567890123456-0",
                // Version
                "ff-12345678901234567890123456789012-1234567890123456-01",
                ".0-12345678901234567890123456789012-1234567890123456-01",
                "0.-12345678901234567890123456789012-1234567890123456-01",
                "CC-12345678901234567890123456789012-1234567890123456-01",
                "000-12345678901234567890123456789012-1234567890123456-01",
                "0000-12345678901234567890123456789012-1234567890123456-01",
                "0-12345678901234567890123456789012-1234567890123456-01",
                // Trace id
                "00-00000000000000000000000000000000-1234567890123456-01",
                "00-.2345678901234567890123456789012-1234567890123456-01",
                "00-1234567890123456789012345678901.-1234567890123456-01",
                "00-123456789012345678901234567890123-1234567890123456-01",
                "00-1234567890123456789012345678901-1234567890123456-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                // Parent id
                "00-12345678901234567890123456789012-0000000000000000-01",
                "00-12345678901234567890123456789012-.234567890123456-01",
                "00-12345678901234567890123456789012-123456789012345.-01",
                "00-12345678901234567890123456789012-12345678901234567-01",
                "00-12345678901234567890123456789012-123456789012345-01",
                "00-12345678901234567890123456789012-00F067AA0BA902B7-01",
                // Flags
                "00-12345678901234567890123456789012-1234567890123456-.0",
                "00-12345678901234567890123456789012-1234567890123456-0.",
                "00-12345678901234567890123456789012-1234567890123456-001",
                "00-12345678901234567890123456789012-1234567890123456-1",
                "00-12345678901234567890123456789012-1234567890123456-0A",
                // Dashes
                "00 12345678901234567890123456789012-1234567890123456-01",
                "00-12345678901234567890123456789012 1234567890123456-01",
                "00-12345678901234567890123456789012-1234567890123456 01"
            })
    void isMalformed(String header) {
        assertThat(TraceParent.valid(TestRequest.of("traceparent", header))).isNull();
    }

    @Test
    void isWorthNothingTwice() {
        TestRequest request = TestRequest.of("traceparent", VALID, "traceparent", VALID);

        assertThat(TraceParent.valid(request)).isNull();
    }

    @Test
    void beginsATraceWithTheTagAndRandomBits() {
        LongSupplier random = supplier(0xfedcba9876543210L, 0x00f067aa0ba902b7L);

        String begun = TraceParent.begun(0x0123456789abcdefL, true, random);

        assertThat(begun).isEqualTo("00-0123456789abcdeffedcba9876543210-00f067aa0ba902b7-01");
        assertThat(TraceParent.isValid(begun)).isTrue();
        assertThat(TraceParent.tag(begun)).isEqualTo(0x0123456789abcdefL);
    }

    @Test
    void neverBeginsATraceWithZeroBits() {
        String begun = TraceParent.begun(0, false, () -> 0);

        assertThat(begun).isEqualTo("00-00000000000000000000000000000001-0000000000000001-00");
    }

    @Test
    void readsATagWithTheHighestBitSet() {
        String begun = TraceParent.begun(-2, false, () -> -1);

        assertThat(TraceParent.tag(begun)).isEqualTo(-2);
    }

    @Test
    void tellsTracesBegunElsewhereFromThoseOfASpace() {
        String tagged = TraceParent.begun(TraceTag.of("alice", null), true, () -> 1);

        assertThat(foreign(VALID)).isEqualTo(ID);
        assertThat(foreign(tagged)).isNull();
        assertThat(foreign("00-x")).isNull();
        assertThat(TraceParent.foreignTraceId(TestRequest.EMPTY, TestSpaces.INSTANCE))
                .isNull();
    }

    private static String foreign(String header) {
        return TraceParent.foreignTraceId(TestRequest.of("traceparent", header), TestSpaces.INSTANCE);
    }

    private static LongSupplier supplier(long... values) {
        return java.util.Arrays.stream(values).iterator()::next;
    }
}
