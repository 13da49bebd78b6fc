package dev.offshoot.cluster.replica;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A Tunnel whose connection a gateway replica holds.
 *
 * @param uid of the Tunnel that the client proved to be, so that a later Tunnel of the name doesn't get its calls
 * @param ports the TCP port that the replica listens on for each port of the Service, by the Service's number
 */
public record HeldTunnel(String namespace, String name, String uid, Map<Integer, Integer> ports)
        implements Comparable<HeldTunnel> {
    private static final Comparator<HeldTunnel> ORDER = Comparator.comparing(HeldTunnel::namespace)
            .thenComparing(HeldTunnel::name)
            .thenComparing(HeldTunnel::uid)
            .thenComparing(tunnel -> tunnel.ports.toString());

    /** @throws IllegalArgumentException naming a field that is missing or no port */
    public HeldTunnel {
        need("namespace", namespace);
        need("name", name);
        need("uid", uid);
        need("ports", ports);
        ports = new TreeMap<>(ports);
        ports.forEach((number, listening) -> {
            port(number);
            port(listening);
        });
        ports = Collections.unmodifiableMap(ports);
    }

    @Override
    public int compareTo(HeldTunnel other) {
        return ORDER.compare(this, other);
    }

    private static void need(String field, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("tunnel: no " + field + " (expected: namespace, name, uid and ports)");
        }
    }

    private static void port(@Nullable Integer port) {
        if (port == null || port < 1 || port > 65535) {
            throw new IllegalArgumentException("tunnel's port: " + port + " (expected: 1 to 65535)");
        }
    }
}
