package dev.offshoot.demo;

import java.util.Map;

/**
 * A service of the shop in one space, as its Service and its Deployment describe it.
 *
 * @param portName the name of the Service's only port
 * @param environment what the Deployment sets to a plain value
 */
record Workload(String space, String service, String portName, Map<String, String> environment) {
    Workload {
        environment = Map.copyOf(environment);
    }
}
