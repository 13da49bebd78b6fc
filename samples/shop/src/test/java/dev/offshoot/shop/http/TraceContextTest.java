package dev.offshoot.shop.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TraceContextTest {
    private static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void passesAllThreeHeadersOnUnchanged() {
        Map<String, List<String>> received = Map.of(
                "traceparent", List.of(TRACEPARENT),
                "tracestate", List.of("a=1,b=2"),
                "baggage", List.of("user=ann;p=1, colour=green"),
                "cookie", List.of("secret"));

        assertThat(written(TraceContext.read(received::get)))
                .isEqualTo(Map.of(
                        "traceparent", TRACEPARENT, "tracestate", "a=1,b=2", "baggage", "user=ann;p=1, colour=green"));
    }

    @Test
    void joinsSeveralLinesOfOneHeader() {
        Map<String, List<String>> received = Map.of("baggage", List.of("a=1", "b=2"));

        assertThat(written(TraceContext.read(received::get))).isEqualTo(Map.of("baggage", "a=1,b=2"));
    }

    @Test
    void passesNothingOnWhereNothingCame() {
        assertThat(written(TraceContext.read(name -> null))).isEmpty();
        assertThat(written(TraceContext.read(name -> List.of()))).isEmpty();
    }

    @Test
    void dropsAllButTraceparentOnPurpose() {
        TraceContext full = new TraceContext(TRACEPARENT, "a=1", "b=2");

        assertThat(written(full.traceparentOnly())).isEqualTo(Map.of("traceparent", TRACEPARENT));
    }

    private static Map<String, String> written(TraceContext context) {
        Map<String, String> headers = new TreeMap<>();
        context.write(headers::put);
        return headers;
    }
}
