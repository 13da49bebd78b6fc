package dev.offshoot.gateway.listen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.web.util.UriUtils;

class TargetUriTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);

    @Test
    void everyTargetHasAUriThatSaysTheSame() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String target = target(random);

            URI uri = TargetUri.of("http", "h", target, LOCAL);

            String raw = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
            assertThat(uri.getHost()).as("seed %d: %s", seed, target).isEqualTo("h");
            assertThat(raw).as("seed %d: %s", seed, target).matches("[!-~]+");
            assertThat(UriUtils.decode(raw, UTF_8)).as("seed %d", seed).isEqualTo(decoded(target));
        }
    }

    private static String target(Random random) {
        StringBuilder target = new StringBuilder("/");
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(8)) {
                case 0 -> target.append("%2F");
                case 1 -> target.append('%');
                case 2 -> target.appendCodePoint("äß€😀".codePointAt(random.nextInt(3)));
                default -> target.append((char) ('!' + random.nextInt('~' - '!' + 1)));
            }
        }
        return target.toString();
    }

    /** As UriUtils would if it took a lone percent sign for itself. */
    private static String decoded(String target) {
        return UriUtils.decode(target.replaceAll("%(?![0-9A-Fa-f]{2})", "%25"), UTF_8);
    }

    @Test
    void theLocalAddressStandsInForAMissingHost() {
        InetSocketAddress six = new InetSocketAddress("::1", 81);

        assertThat(TargetUri.of("http", null, "/x", LOCAL)).hasToString("http://127.0.0.1:80/x");
        assertThat(TargetUri.of("http", "", "*", six)).hasToString("http://[0:0:0:0:0:0:0:1]:81/*");
    }
}
