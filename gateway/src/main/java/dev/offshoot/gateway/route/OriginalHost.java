package dev.offshoot.gateway.route;

import dev.offshoot.routing.decision.Routing;
import dev.offshoot.routing.host.HostMatch;
import dev.offshoot.routing.snapshot.Snapshot;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * {@code offshoot.dev/host: original}: the application sees the host without the space's prefix, in {@code Host}, and in
 * {@code Origin} and {@code Referer} where those name the same space's hosts.
 */
final class OriginalHost {
    private OriginalHost() {}

    static void restore(HttpHeaders headers, Snapshot snapshot, String space, Routing routing) {
        String original = routing.host();
        if (original == null) {
            return;
        }
        String host = headers.get(HttpHeaderNames.HOST);
        if (host != null) {
            headers.set(HttpHeaderNames.HOST, original + portOf(host));
        }
        restore(headers, HttpHeaderNames.ORIGIN, snapshot, space);
        restore(headers, HttpHeaderNames.REFERER, snapshot, space);
    }

    private static void restore(HttpHeaders headers, AsciiString name, Snapshot snapshot, String space) {
        String value = headers.get(name);
        if (value != null) {
            headers.set(name, LocationMapping.map(value, host -> bare(host, snapshot, space)));
        }
    }

    private static @Nullable String bare(String host, Snapshot snapshot, String space) {
        return snapshot.match(host) instanceof HostMatch.Ours ours && space.equals(ours.space())
                ? ours.host().host()
                : null;
    }

    private static String portOf(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon < 0 || authority.indexOf(']', colon) >= 0 ? "" : authority.substring(colon);
    }
}
