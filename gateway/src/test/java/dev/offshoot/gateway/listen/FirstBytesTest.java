package dev.offshoot.gateway.listen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstBytesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n",
                "POST /x HTTP/1.0\r\n",
                "OPTIONS * HTTP/1.1\r\n",
                "PROPFIND /dav HTTP/1.1\r\n",
                "VERSION-CONTROL /x HTTP/1.1\r\n",
                "M-SEARCH * HTTP/1.1\r\n",
                "GET http://h/ HTTP/1.1\r\n",
                "GET HTTPS://h/ HTTP/1.1\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    void httpIsKnownInTimeAndNeverTakenForSomethingElse(String said) {
        for (int length = 0; length <= said.length(); length++) {
            FirstBytes found = of(said.substring(0, length));

            assertThat(found).as("after %d bytes", length).isNotEqualTo(FirstBytes.OTHER);
            if (length > FirstBytes.MAX || length == said.length()) {
                assertThat(found).isEqualTo(FirstBytes.HTTP);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc", // TLS
                "*1\r\n$4\r\nPING\r\n", // Redis
                "PING\r\n",
                "GET key\r\n",
                "GET http-cache\r\n",
                "get key\r\n", // memcached
                "\u0000\u0000\u0000\u0008\u0004\u00d2\u0016\u002f", // PostgreSQL's SSLRequest
                "EHLO example.com\r\n",
                "SSH-2.0-OpenSSH_9.6\r\n",
                "AMQP\u0000\u0000\u0009\u0001",
                "GEORGE",
                "G\u0000",
                " / HTTP/1.1\r\n",
                "ABCDEFGHIJKLMNOPQRSTU /",
                "OPTIONS *x"
            })
    void whatIsNoHttpIsKnownAtTheLatestWhenItDiffers(String said) {
        FirstBytes found = of(said);

        if (said.equals("GEORGE")) {
            assertThat(found).isEqualTo(FirstBytes.UNDECIDED);
            assertThat(of(said + "\n")).isEqualTo(FirstBytes.OTHER);
        } else {
            assertThat(found).isEqualTo(FirstBytes.OTHER);
        }
    }

    private static FirstBytes of(String said) {
        return FirstBytes.of(Unpooled.wrappedBuffer(said.getBytes(ISO_8859_1)));
    }
}
