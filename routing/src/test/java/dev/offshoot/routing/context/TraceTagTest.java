package dev.offshoot.routing.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answers were computed by other tools: {@code printf 'offshoot-trace-1\0alice' | openssl dgst -sha256 [-hmac secret]}. */
class TraceTagTest {
    @ParameterizedTest
    @CsvSource({"alice, f9e9130c3c94f217", "default, 4d7b3a899ffaec2d"})
    void isTheBeginningOfTheHash(String space, String hex) {
        assertThat(Long.toHexString(TraceTag.of(space, null))).isEqualTo(hex);
    }

    @ParameterizedTest
    @CsvSource({"alice, 5c28ed72c6640c9e", "default, 3fa3f69c20ed8c9e"})
    void isTheBeginningOfTheHmacWhereThereIsAKey(String space, String hex) {
        byte[] key = "secret".getBytes(StandardCharsets.US_ASCII);

        assertThat(Long.toHexString(TraceTag.of(space, key))).isEqualTo(hex);
    }
}
