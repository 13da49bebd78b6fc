package dev.offshoot.cli.outbound;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The environment variables by which Kubernetes tells Pods of a Service ("Accessing the Service: environment variables", kubelet's
 * {@code envvars}), with a local address in place of the cluster's. Pure.
 */
final class ServiceVariables {
    private ServiceVariables() {}

    /** The TCP ports, in the Service's order: those that can be called from here. */
    static List<ServicePort> ports(Service service) {
        return service.getSpec().getPorts().stream()
                .filter(port -> port.getProtocol() == null || port.getProtocol().equals("TCP"))
                .toList();
    }

    /**
     * Sorted by name.
     *
     * @param local the local port of each of {@link #ports}
     */
    static Map<String, String> of(Service service, String host, Map<Integer, Integer> local) {
        Map<String, String> variables = new TreeMap<>();
        String name = variable(service.getMetadata().getName());
        boolean first = true;
        for (ServicePort port : ports(service)) {
            String number = String.valueOf(local.get(port.getPort()));
            String url = "tcp://" + host + ":" + number;
            if (first) {
                variables.put(name + "_SERVICE_HOST", host);
                variables.put(name + "_SERVICE_PORT", number);
                variables.put(name + "_PORT", url);
                first = false;
            }
            if (port.getName() != null) {
                variables.put(name + "_SERVICE_PORT_" + variable(port.getName()), number);
            }
            String link = name + "_PORT_" + port.getPort() + "_TCP";
            variables.put(link, url);
            variables.put(link + "_PROTO", "tcp");
            variables.put(link + "_PORT", number);
            variables.put(link + "_ADDR", host);
        }
        return variables;
    }

    private static String variable(String name) {
        return name.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
