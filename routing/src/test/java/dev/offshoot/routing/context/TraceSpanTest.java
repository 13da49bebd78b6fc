package dev.offshoot.routing.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceSpanTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    /** Random bits are 10 at each call. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // caller's traceparent; the next hop's; the span's parent, or no for no span
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, 00-4bf92f3577b34da6a3ce929d0e0e4736-000000000000000a-01, 00f067aa0ba902b7",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03, 00-4bf92f3577b34da6a3ce929d0e0e4736-000000000000000a-03, 00f067aa0ba902b7",
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-later, 00-4bf92f3577b34da6a3ce929d0e0e4736-000000000000000a-01, 00f067aa0ba902b7",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00, unchanged, no",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-02, unchanged, no",
            })
    void aSampledTraceGoesOnAsAChildOfTheGatewaysSpan(String caller, String next, String parent) {
        TestRequest request = TestRequest.of("traceparent", caller);

        List<HeaderEdit> edits = CarrierWriter.child(request, "alice", TestSpaces.INSTANCE, true, true, () -> 10);

        TestRequest sent = request.after(edits);
        assertThat(sent.header("traceparent")).isEqualTo(next.equals("unchanged") ? caller : next);
        assertThat(sent.header("tracestate")).isEqualTo(next.equals("unchanged") ? null : "offshoot=alice");
        assertThat(TraceSpan.of(request, edits))
                .isEqualTo(parent.equals("no") ? null : new TraceSpan(TRACE, "000000000000000a", parent));
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aTraceThatBeginsHereHasNoParentAndNeedsTheSampledFlag(boolean sampled) {
        List<HeaderEdit> edits =
                CarrierWriter.child(TestRequest.EMPTY, "alice", TestSpaces.INSTANCE, sampled, true, () -> 10);

        TraceSpan span = TraceSpan.of(TestRequest.EMPTY, edits);
        if (sampled) {
            assertThat(span.parentId()).isNull();
            assertThat(TestRequest.EMPTY.after(edits).header("traceparent"))
                    .isEqualTo("00-" + span.traceId() + "-" + span.spanId() + "-01");
        } else {
            assertThat(span).isNull();
        }
    }
}
