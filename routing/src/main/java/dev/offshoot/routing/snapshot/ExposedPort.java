package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.facts.Exposure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which port of a Service URLs reach: the annotation's, else the one named {@code http}, else 80, else the only one. */
final class ExposedPort {
    private ExposedPort() {}

    /** Null where the annotation names no TCP port, or none could be chosen. */
    static @Nullable CompiledPort of(Exposure exposure, List<CompiledPort> ports) {
        String wanted = exposure.port();
        if (wanted != null) {
            CompiledPort named = named(wanted, ports);
            return named != null ? named : numbered(wanted, ports);
        }
        CompiledPort http = named("http", ports);
        CompiledPort chosen = http != null ? http : numbered("80", ports);
        return chosen == null && ports.size() == 1 ? ports.getFirst() : chosen;
    }

    private static @Nullable CompiledPort named(String name, List<CompiledPort> ports) {
        for (CompiledPort port : ports) {
            if (port.backend().portName().equals(name)) {
                return port;
            }
        }
        return null;
    }

    private static @Nullable CompiledPort numbered(String number, List<CompiledPort> ports) {
        for (CompiledPort port : ports) {
            if (Integer.toString(port.backend().portNumber()).equals(number)) {
                return port;
            }
        }
        return null;
    }
}
