package dev.offshoot.gateway.listen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "h",
                "shop.dev.example.com",
                "a_b",
                "h:80",
                "h:65535",
                "127.0.0.1:8080",
                "[::1]",
                "[fd00::1]:80",
                "a%20b",
                "h."
            })
    void hostsAndPortsAreValid(String authority) {
        assertThat(Authority.isValid(authority)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":80",
                "h:",
                "a/b",
                "a@b",
                "a b",
                "a?b",
                "a#b",
                "h:8x",
                "h:65536",
                "h:99999999999",
                "::1",
                "[::1",
                "[]",
                "[::1]x",
                "[a/b]",
                "ü",
                "a\\b",
                "a\"b",
                "h:80:80"
            })
    void anythingElseIsNot(String authority) {
        assertThat(Authority.isValid(authority)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "http://h/x, h",
                "HTTPS://h:1?x, h:1",
                "http://h, h",
                "http://, none",
                "http://a@b/, none",
                "ftp://h/, none",
                "h:80, none",
                "/x, none",
            })
    void anAbsoluteTargetHasOne(String target, String authority) {
        assertThat(Authority.ofAbsolute(target)).isEqualTo(authority);
    }
}
