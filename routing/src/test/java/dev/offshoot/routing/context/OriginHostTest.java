package dev.offshoot.routing.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OriginHostTest {
    @ParameterizedTest
    @CsvSource(
            value = {
                "https://alice--shop.dev.example.com | alice--shop.dev.example.com",
                "http://alice.s.localhost:8080 | alice.s.localhost:8080",
                "HTTPS://Alice.s.localhost | Alice.s.localhost",
                "https://alice.s.localhost/cart?a=b#c | alice.s.localhost",
                "https://alice.s.localhost?a=/b@c | alice.s.localhost",
                "https://alice.s.localhost#x | alice.s.localhost",
                "https://[::1]:80/ | [::1]:80",
                "null | ",
                "'' | ",
                "https:// | ",
                "https:///x | ",
                "https://user@alice.s.localhost/ | ",
                "ftp://alice.s.localhost/ | ",
                "chrome-extension://alice.s.localhost | ",
                "alice.s.localhost | ",
                "/cart | "
            },
            delimiter = '|')
    void isTheAuthorityOfAWebPage(String url, String host) {
        assertThat(OriginHost.of(url)).isEqualTo(host);
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                arguments(TestRequest.EMPTY, false),
                arguments(TestRequest.of("sec-fetch-mode", "cors", "sec-fetch-dest", "empty"), false),
                arguments(TestRequest.of("sec-fetch-mode", "no-cors", "sec-fetch-dest", "image"), false),
                arguments(TestRequest.of("sec-fetch-mode", "websocket"), false),
                arguments(TestRequest.of("sec-fetch-mode", "navigate", "sec-fetch-dest", "document"), true),
                arguments(TestRequest.of("sec-fetch-mode", "navigate", "sec-fetch-dest", "iframe"), true),
                arguments(TestRequest.of("sec-fetch-dest", "document"), true),
                arguments(TestRequest.of("upgrade-insecure-requests", "1"), true),
                arguments(TestRequest.of("sec-fetch-mode", "cors", "upgrade-insecure-requests", "1"), false));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void tellsNavigationsFromWhatPagesAskFor(TestRequest request, boolean navigation) {
        assertThat(OriginHost.isNavigation(request)).isEqualTo(navigation);
    }
}
