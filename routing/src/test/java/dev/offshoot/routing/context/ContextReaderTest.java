package dev.offshoot.routing.context;

import static dev.offshoot.routing.context.Source.ALIAS_HEADER;
import static dev.offshoot.routing.context.Source.BAGGAGE;
import static dev.offshoot.routing.context.Source.CALLED_SERVICE;
import static dev.offshoot.routing.context.Source.CALLING_POD;
import static dev.offshoot.routing.context.Source.ORIGIN;
import static dev.offshoot.routing.context.Source.REFERER;
import static dev.offshoot.routing.context.Source.SEEN_TRACE;
import static dev.offshoot.routing.context.Source.SPACE_HEADER;
import static dev.offshoot.routing.context.Source.TRACESTATE;
import static dev.offshoot.routing.context.Source.TRACE_ID;
import static dev.offshoot.routing.context.Source.URL_PREFIX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls to a Service of {@code default}; the spaces are those of {@link TestSpaces}. */
class ContextReaderTest {
    private static final String SEEN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String SEEN_IN_ROOT = "00-4bf92f3577b34da6a3ce929d0e0e4737-00f067aa0ba902b7-01";
    private static final String SEEN_IN_GONE = "00-4bf92f3577b34da6a3ce929d0e0e4738-00f067aa0ba902b7-01";
    private static final String UNSEEN = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String PAGE = "https://alice--shop.dev.example.com";
    private static final ReadOptions TRUSTED = new ReadOptions(true, false, List.of("x-env", "kubernetes-route-as"));
    private static final ReadOptions UNTRUSTED = new ReadOptions(false, false, List.of("x-env"));
    private static final ReadOptions WITH_ORIGIN = new ReadOptions(true, true, List.of("x-env"));

    private static final SeenTraces MEMORY = traceId -> switch (traceId) {
        case "4bf92f3577b34da6a3ce929d0e0e4736" -> "alice";
        case "4bf92f3577b34da6a3ce929d0e0e4737" -> "default";
        case "4bf92f3577b34da6a3ce929d0e0e4738" -> "gone";
        default -> null;
    };

    /** A request, and the space and source that must be found. */
    static Stream<Arguments> trusted() {
        return Stream.of(
                row(CALLED_SERVICE, "default"),
                row(SPACE_HEADER, "alice", "x-offshoot-space", "alice"),
                row(SPACE_HEADER, "alice", "x-offshoot-space", " alice\t"),
                row(SPACE_HEADER, "alice", "x-offshoot-space", "alice", "x-offshoot-space", "alice"),
                row(SPACE_HEADER, "default", "x-offshoot-space", "default", "baggage", "offshoot-space=alice"),
                row(SPACE_HEADER, "dave", "x-offshoot-space", "dave"),
                row(SPACE_HEADER, "default", "x-offshoot-space", "nobody", "baggage", "offshoot-space=alice"),
                row(BAGGAGE, "alice", "baggage", "offshoot-space=alice", "tracestate", "offshoot=bob"),
                row(TRACESTATE, "bob", "baggage", "offshoot-space=nobody", "tracestate", "offshoot=bob"),
                row(TRACESTATE, "bob", "baggage", "offshoot-space=A!", "tracestate", "offshoot=bob", "x-env", "alice"),
                row(ALIAS_HEADER, "alice", "x-env", "alice", "kubernetes-route-as", "bob"),
                row(ALIAS_HEADER, "bob", "x-env", "prod", "kubernetes-route-as", "bob"),
                row(ALIAS_HEADER, "bob", "x-env", "alice", "x-env", "bob", "kubernetes-route-as", "bob"),
                row(CALLED_SERVICE, "default", "azds-route-as", "bob"),
                row(CALLED_SERVICE, "default", "origin", PAGE, "referer", PAGE + "/cart"),
                row(TRACE_ID, "bob", "traceparent", traceOf("bob")),
                row(ALIAS_HEADER, "alice", "traceparent", traceOf("bob"), "x-env", "alice"),
                row(SEEN_TRACE, "alice", "traceparent", SEEN),
                row(SEEN_TRACE, "default", "traceparent", SEEN_IN_ROOT),
                row(CALLED_SERVICE, "default", "traceparent", SEEN_IN_GONE),
                row(CALLED_SERVICE, "default", "traceparent", UNSEEN),
                row(CALLED_SERVICE, "default", "traceparent", SEEN, "traceparent", SEEN),
                row(CALLED_SERVICE, "default", "traceparent", traceOf("bob").toUpperCase(java.util.Locale.ROOT)));
    }

    @ParameterizedTest
    @MethodSource("trusted")
    void takesTheFirstSourceThatNamesASpace(Source source, String space, TestRequest request) {
        ContextRead.Found found = found(request, TRUSTED);

        assertThat(found.source()).isEqualTo(source);
        assertThat(found.space()).isEqualTo(space);
    }

    @Test
    void takesTheUrlsPrefixBeforeAnyHeader() {
        TestRequest request = TestRequest.of("x-offshoot-space", "bob", "baggage", "offshoot-space=bob");

        assertThat(read(request, TRUSTED, "alice")).isEqualTo(new ContextRead.Found("alice", URL_PREFIX, null, 0));
    }

    @Test
    void takesTheCallingPodAfterAnyTrace() {
        TestRequest request = TestRequest.EMPTY.from("10.0.0.2");

        assertThat(found(request, TRUSTED)).isEqualTo(new ContextRead.Found("bob", CALLING_POD, null, 0));
        assertThat(found(request.with("traceparent", SEEN), TRUSTED).source()).isEqualTo(SEEN_TRACE);
        assertThat(found(request.with("traceparent", UNSEEN), TRUSTED).source()).isEqualTo(CALLING_POD);
        assertThat(found(TestRequest.EMPTY.from("10.9.9.9"), TRUSTED).source()).isEqualTo(CALLED_SERVICE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Alice",
                "a_b",
                "a.b",
                "-a",
                "a-",
                "alice,bob",
                "alice bob",
                "ä",
                "a\u0000b",
                "https://x",
                "1234567890123456789012345678901234567890123456789012345678901234"
            })
    void refusesASpaceHeaderThatIsNoDnsLabelEvenUnderAPrefix(String value) {
        TestRequest request = TestRequest.of("x-offshoot-space", value);

        assertThat(read(request, TRUSTED, null))
                .isInstanceOfSatisfying(
                        ContextRead.Rejected.class,
                        rejected -> assertThat(rejected.detail())
                                .startsWith("x-offshoot-space is \"" + Shown.of(value) + "\" (expected: ")
                                .matches("[ -~]{1,300}"));
        assertThat(read(request, TRUSTED, "alice")).isInstanceOf(ContextRead.Rejected.class);
        assertThat(read(request, UNTRUSTED, "alice")).isInstanceOf(ContextRead.Found.class);
    }

    @Test
    void refusesTwoDifferentSpaceHeaders() {
        TestRequest request = TestRequest.of("x-offshoot-space", "alice", "x-offshoot-space", "bob");

        assertThat(read(request, TRUSTED, null))
                .isInstanceOfSatisfying(
                        ContextRead.Rejected.class,
                        rejected -> assertThat(rejected.detail()).contains("\"alice,bob\""));
    }

    @Test
    void takesALabelOfSixtyThree() {
        ContextRead.Found found = found(TestRequest.of("x-offshoot-space", "a".repeat(63)), TRUSTED);

        assertThat(found.source()).isEqualTo(SPACE_HEADER);
    }

    @Test
    void goesToTheCalledServicesRootWhereTheHeaderNamesNoSpaceAndSaysSo() {
        TestRequest request = TestRequest.of("x-offshoot-space", "nobody").from("10.0.0.1");

        ContextRead read = ContextReader.read(request, TestSpaces.INSTANCE, MEMORY, TRUSTED, "dave", null);

        assertThat(read)
                .isEqualTo(new ContextRead.Found(
                        "other",
                        SPACE_HEADER,
                        "x-offshoot-space is \"nobody\" (expected: the name of a space); served as in other",
                        0));
    }

    @Test
    void staysInTheCalledServicesNamespaceWhereThatHasNoRoot() {
        TestRequest request = TestRequest.of("x-offshoot-space", "nobody");

        ContextRead read = ContextReader.read(request, TestSpaces.INSTANCE, MEMORY, TRUSTED, "elsewhere", null);

        assertThat(read)
                .isInstanceOfSatisfying(
                        ContextRead.Found.class,
                        found -> assertThat(found.space()).isEqualTo("elsewhere"));
    }

    @Test
    void takesNoContextHeaderThatIsNotTrusted() {
        TestRequest request = TestRequest.of("x-offshoot-space", "alice", "baggage", "offshoot-space=alice")
                .with("tracestate", "offshoot=alice")
                .with("x-env", "alice")
                .with("traceparent", traceOf("alice"));

        assertThat(found(request, UNTRUSTED)).isEqualTo(new ContextRead.Found("default", CALLED_SERVICE, null, 0));
        assertThat(found(TestRequest.of("traceparent", SEEN), UNTRUSTED).source())
                .isEqualTo(CALLED_SERVICE);
        assertThat(found(request.from("10.0.0.2"), UNTRUSTED).source()).isEqualTo(CALLING_POD);
        assertThat(((ContextRead.Found) read(request, UNTRUSTED, "bob")).source())
                .isEqualTo(URL_PREFIX);
    }

    static Stream<Arguments> pages() {
        return Stream.of(
                row(ORIGIN, "alice", "origin", PAGE),
                row(ORIGIN, "alice", "origin", PAGE + ":8443"),
                row(ORIGIN, "alice", "origin", PAGE, "referer", "https://bob--shop.dev.example.com/"),
                row(REFERER, "alice", "referer", PAGE + "/cart?x=y"),
                row(REFERER, "alice", "origin", "null", "referer", PAGE),
                row(REFERER, "alice", "origin", "https://shop.dev.example.com", "referer", PAGE),
                row(CALLED_SERVICE, "default", "origin", "https://evil.example", "referer", "/cart"),
                row(CALLED_SERVICE, "default", "origin", "https://evil.example/" + PAGE),
                row(CALLED_SERVICE, "default", "origin", "https://alice--shop.dev.example.com@evil.example"),
                row(CALLED_SERVICE, "default", "origin", PAGE, "sec-fetch-mode", "navigate"),
                row(CALLED_SERVICE, "default", "referer", PAGE, "upgrade-insecure-requests", "1"),
                row(ORIGIN, "alice", "origin", PAGE, "sec-fetch-mode", "cors", "sec-fetch-dest", "empty"),
                row(ALIAS_HEADER, "bob", "origin", PAGE, "x-env", "bob"),
                row(ORIGIN, "alice", "origin", PAGE, "traceparent", traceOf("bob")));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void takesThePageThatAsksWhereTheCalledServiceOptsIn(Source source, String space, TestRequest request) {
        ContextRead.Found found = found(request, WITH_ORIGIN);

        assertThat(found.source()).isEqualTo(source);
        assertThat(found.space()).isEqualTo(space);
        assertThat(found.ignored()).isZero();
    }

    @Test
    void takesThePageAlsoWhereContextHeadersAreNotTrusted() {
        ReadOptions options = new ReadOptions(false, true, List.of());

        assertThat(found(TestRequest.of("origin", PAGE, "x-offshoot-space", "bob"), options))
                .isEqualTo(new ContextRead.Found("alice", ORIGIN, null, 0));
    }

    @Test
    void saysWhetherAnotherPageCouldHaveGotAnotherAnswer() {
        assertThat(WITH_ORIGIN.dependsOnOrigin(ALIAS_HEADER)).isFalse();
        assertThat(WITH_ORIGIN.dependsOnOrigin(ORIGIN)).isTrue();
        assertThat(WITH_ORIGIN.dependsOnOrigin(CALLED_SERVICE)).isTrue();
        assertThat(TRUSTED.dependsOnOrigin(CALLED_SERVICE)).isFalse();
    }

    @Test
    void tellsWhichValuesItPassedOver() {
        TestRequest request = TestRequest.of("baggage", "offshoot-space=A!", "tracestate", "offshoot=nobody")
                .with("x-env", "prod")
                .with("kubernetes-route-as", "Not a label")
                .with("traceparent", "nonsense");

        ContextRead.Found found = found(request, TRUSTED);

        assertThat(Stream.of(Source.values()).filter(found::malformed))
                .containsExactly(BAGGAGE, ALIAS_HEADER, TRACE_ID);
        assertThat(Stream.of(Source.values()).filter(found::unknown)).containsExactly(TRACESTATE, ALIAS_HEADER);
    }

    private static Arguments row(Source source, String space, String... headers) {
        return arguments(source, space, TestRequest.of(headers));
    }

    private static String traceOf(String space) {
        return TraceParent.begun(TraceTag.of(space, null), true, () -> 7);
    }

    private static ContextRead.Found found(TestRequest request, ReadOptions options) {
        return (ContextRead.Found) read(request, options, null);
    }

    private static ContextRead read(TestRequest request, ReadOptions options, String urlSpace) {
        return ContextReader.read(request, TestSpaces.INSTANCE, MEMORY, options, "default", urlSpace);
    }
}
