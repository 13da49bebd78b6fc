package dev.offshoot.cli.connect;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which local port serves which of a Service's. Pure. */
public final class LocalPorts {
    private LocalPorts() {}

    /**
     * @param wanted {@code LOCAL}, or {@code SERVICE:LOCAL} with the Service's port by number or name
     * @return where the process listens on loopback, by the Service's port
     * @throws IllegalArgumentException where that isn't what the Service has
     */
    public static Map<Integer, InetSocketAddress> of(Service service, List<String> wanted) {
        Map<Integer, InetSocketAddress> ports = new TreeMap<>();
        for (String one : wanted) {
            int colon = one.indexOf(':');
            int local = number(one, one.substring(colon + 1));
            ServicePort port = colon < 0 ? main(service) : named(service, one.substring(0, colon));
            if (port == null) {
                throw new IllegalArgumentException("--port: '" + one + "' (expected: SERVICE:LOCAL, where "
                        + service.getMetadata().getName() + " has " + shown(service) + ")");
            }
            ports.put(port.getPort(), new InetSocketAddress(InetAddress.getLoopbackAddress(), local));
        }
        return ports;
    }

    private static int number(String whole, String text) {
        try {
            int number = Integer.parseInt(text);
            if (number > 0 && number < 65536) {
                return number;
            }
        } catch (NumberFormatException none) {
            // falls through to the message
        }
        throw new IllegalArgumentException(
                "--port: '" + whole + "' (expected: the port of the local process, 1 to 65535, or SERVICE:LOCAL)");
    }

    private static List<ServicePort> tcp(Service service) {
        return service.getSpec().getPorts().stream()
                .filter(port -> port.getProtocol() == null || port.getProtocol().equals("TCP"))
                .toList();
    }

    /** As a URL chooses it: {@code http}, else 80, else the only one. */
    private static @Nullable ServicePort main(Service service) {
        List<ServicePort> all = tcp(service);
        return all.stream()
                .filter(port -> "http".equals(port.getName()))
                .findFirst()
                .or(() -> all.stream().filter(port -> port.getPort() == 80).findFirst())
                .orElse(all.size() == 1 ? all.getFirst() : null);
    }

    private static @Nullable ServicePort named(Service service, String text) {
        return tcp(service).stream()
                .filter(port -> text.equals(port.getName()) || text.equals(String.valueOf(port.getPort())))
                .findFirst()
                .orElse(null);
    }

    private static String shown(Service service) {
        return tcp(service).stream()
                .map(port -> Objects.requireNonNullElse(port.getName(), "") + " " + port.getPort())
                .map(String::strip)
                .collect(Collectors.joining(", "));
    }
}
