package dev.offshoot.routing.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ContextSourcesTest {
    private static final ReadOptions TRUSTED = new ReadOptions(true, false, List.of("x-env", "x-other"));

    private static final TestRequest EVERYTHING = TestRequest.of("x-offshoot-space", "alice")
            .with("baggage", "offshoot-space=bob")
            .with("tracestate", "offshoot=nobody")
            .with("x-env", "bob")
            .with("x-other", "No Space")
            .with("origin", "https://bob--shop.dev.example.com")
            .with("referer", "https://evil.example/")
            .with("traceparent", "nonsense")
            .from("10.0.0.1");

    @Test
    void listsEverySourceThatIsPresentAndWhatBecameOfIt() {
        assertThat(list(EVERYTHING, TRUSTED, null))
                .containsExactly(
                        "SPACE_HEADER x-offshoot-space=alice DECIDES alice",
                        "BAGGAGE baggage=bob LOWER bob",
                        "TRACESTATE tracestate=nobody UNKNOWN null",
                        "ALIAS_HEADER x-env=bob LOWER bob",
                        "ALIAS_HEADER x-other=No Space MALFORMED null",
                        "ORIGIN origin=https://bob--shop.dev.example.com NOT_OPTED_IN bob",
                        "REFERER referer=https://evil.example/ NOT_OPTED_IN null",
                        "TRACE_ID traceparent=nonsense MALFORMED null",
                        "CALLING_POD peer address=10.0.0.1 LOWER alice",
                        "CALLED_SERVICE called Service=default LOWER default");
    }

    @Test
    void saysWhatIsNotTrusted() {
        assertThat(list(EVERYTHING, new ReadOptions(false, true, List.of("x-env")), null))
                .containsExactly(
                        "SPACE_HEADER x-offshoot-space=alice UNTRUSTED alice",
                        "BAGGAGE baggage=bob UNTRUSTED bob",
                        "TRACESTATE tracestate=nobody UNTRUSTED null",
                        "ALIAS_HEADER x-env=bob UNTRUSTED bob",
                        "ORIGIN origin=https://bob--shop.dev.example.com DECIDES bob",
                        "REFERER referer=https://evil.example/ NO_PREFIXED_HOST null",
                        "TRACE_ID traceparent=nonsense UNTRUSTED null",
                        "CALLING_POD peer address=10.0.0.1 LOWER alice",
                        "CALLED_SERVICE called Service=default LOWER default");
    }

    @Test
    void saysThatAPageIsOpened() {
        TestRequest request =
                TestRequest.of("referer", "https://bob--shop.dev.example.com/", "sec-fetch-mode", "navigate");

        assertThat(list(request, new ReadOptions(true, true, List.of()), "alice"))
                .containsExactly(
                        "URL_PREFIX host=alice DECIDES alice",
                        "REFERER referer=https://bob--shop.dev.example.com/ NAVIGATION bob",
                        "CALLED_SERVICE called Service=default LOWER default");
    }

    @Test
    void saysWhyARequestIsRefused() {
        assertThat(list(TestRequest.of("x-offshoot-space", "A", "x-offshoot-space", "B"), TRUSTED, "alice"))
                .containsExactly(
                        "URL_PREFIX host=alice LOWER alice",
                        "SPACE_HEADER x-offshoot-space=A,B REJECTED null",
                        "CALLED_SERVICE called Service=default LOWER default");
    }

    @Test
    void saysWhereAnUnknownHeaderLeads() {
        assertThat(list(TestRequest.of("x-offshoot-space", "nobody"), TRUSTED, null))
                .startsWith("SPACE_HEADER x-offshoot-space=nobody DECIDES default");
    }

    private static List<String> list(TestRequest request, ReadOptions options, String urlSpace) {
        return ContextSources.list(request, TestSpaces.INSTANCE, SeenTraces.NONE, options, "default", urlSpace).stream()
                .map(sighting -> sighting.source() + " " + sighting.carrier() + "=" + sighting.shownValue() + " "
                        + sighting.verdict() + " " + sighting.space())
                .toList();
    }
}
