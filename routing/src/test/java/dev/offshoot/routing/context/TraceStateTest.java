package dev.offshoot.routing.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lines of one header are separated by {@code |} in the tables. Rows marked W3C are the specification's own examples, with
 * our member added.
 */
class TraceStateTest {
    private static final String OWN = "offshoot=alice";

    static Stream<Arguments> values() {
        return Stream.of(
                arguments(null, null),
                arguments("", null),
                arguments(OWN, "alice"),
                // W3C: one and several tracing systems
                arguments("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE", null),
                arguments(OWN + ",rojo=00f067aa0ba902b7,congo=t61rcWkgMzE", "alice"),
                arguments("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE," + OWN, "alice"),
                // W3C: several lines, empty members, blanks around members
                arguments("foo=1,bar=2|" + OWN + "|baz=3", "alice"),
                arguments("foo=1||" + OWN, "alice"),
                arguments(" ,\t," + OWN + ",,", "alice"),
                arguments("foo=1 \t , \t " + OWN + " \t, \t baz=3", "alice"),
                // Keys: lower case, and others may begin or end like ours
                arguments("Offshoot=alice", null),
                arguments("offshoot@x=bob,x@offshoot=bob,offshoots=bob", null),
                // Malformed members of ours: no blank may stand at the equals sign
                arguments("offshoot", ""),
                arguments("offshoot=", ""),
                arguments("offshoot =alice", ""),
                arguments("offshoot= alice", " alice"),
                arguments("offshoot=alice=bob", "alice=bob"),
                arguments("offshoot=alice;p", "alice;p"),
                // Twice
                arguments(OWN + "," + OWN, "alice"),
                arguments(OWN + "|offshoot=bob", "alice,bob"),
                // W3C: 32 members are read, a list of 33 is discarded; empty ones don't count
                arguments(OWN + "," + members(31), "alice"),
                arguments(OWN + "|" + members(10) + ",,|,, ," + members(21), "alice"),
                arguments(OWN + "|" + members(16) + "|" + members(16), "alice among 33 members"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void readsOurMemberAmongOthers(String header, String value) {
        assertThat(TraceState.space(request(header))).isEqualTo(value);
    }

    static Stream<Arguments> headersOfTracesThatBegin() {
        String longMember = "long=" + "x".repeat(124);
        return Stream.of(
                arguments(null, OWN),
                arguments("", OWN),
                arguments("offshoot=bob", OWN),
                arguments("rojo=1, congo= 2 ", OWN + ",rojo=1,congo= 2"),
                arguments("rojo=1|offshoot=bob|,congo=2", OWN + ",rojo=1,congo=2"),
                arguments(members(31), OWN + "," + members(31)),
                arguments(members(40), OWN + "," + members(31)),
                arguments(members(32) + ",offshoot=bob", OWN + "," + members(31)),
                // 14 + 1 + 497 = 512
                arguments(
                        "a=" + "x".repeat(248) + ",b=" + "y".repeat(244),
                        OWN + ",a=" + "x".repeat(248) + ",b=" + "y".repeat(244)),
                // W3C: beyond 512 characters those longer than 128 go first, then the last
                arguments("a=1," + longMember + "," + members(29, 12), OWN + ",a=1," + members(29, 12)),
                arguments("a=1," + members(31, 18), OWN + ",a=1," + members(26, 18)));
    }

    @ParameterizedTest
    @MethodSource("headersOfTracesThatBegin")
    void comesFirstInATraceThatBeginsHereAndOthersFollowWithinLimits(String header, String begun) {
        HeaderEdit edit = TraceState.begun(request(header), "alice");

        assertThat(edit).isEqualTo(new HeaderEdit("tracestate", begun));
        assertThat(begun.length()).isLessThanOrEqualTo(512);
    }

    /**
     * What a trace that goes on carries, and what is sent on in the child space alice and in a root; {@code -} where the
     * header stays as it is.
     */
    static Stream<Arguments> headersOfTracesThatGoOn() {
        return Stream.of(
                arguments(null, "-", "-"),
                arguments("rojo=1", "-", "-"),
                arguments(members(40), "-", "-"),
                arguments("rojo=1," + OWN, "-", "rojo=1"),
                arguments(OWN, "-", null),
                arguments("offshoot=bob", null, null),
                arguments("offshoot", null, null),
                arguments("rojo=1, offshoot=bob,congo= 2", "rojo=1,congo= 2", "rojo=1,congo= 2"),
                arguments("rojo=1|offshoot=bob," + OWN, "rojo=1", "rojo=1"));
    }

    @ParameterizedTest
    @MethodSource("headersOfTracesThatGoOn")
    void isOnlyTakenAwayFromATraceThatGoesOn(String header, String inChild, String inRoot) {
        assertThat(after(TraceState.withoutOthersSpace(request(header), "alice")))
                .isEqualTo(inChild);
        assertThat(after(TraceState.withoutOthersSpace(request(header), null))).isEqualTo(inRoot);
    }

    private static String after(HeaderEdit edit) {
        return edit == null ? "-" : edit.value();
    }

    private static TestRequest request(String lines) {
        TestRequest request = TestRequest.EMPTY;
        for (String line : lines == null ? new String[0] : lines.split("\\|", -1)) {
            request = request.with("tracestate", line);
        }
        return request;
    }

    private static String members(int count) {
        return members(count, 5);
    }

    /** Members of this length each. */
    private static String members(int count, int length) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.format("m%02d=", i) + "v".repeat(length - 4))
                .collect(Collectors.joining(","));
    }
}
