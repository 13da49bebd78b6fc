package dev.offshoot.controller.report;

import dev.offshoot.routing.facts.ServiceKey;

/** What is said of connections that were there before an interception: it can't reach them. */
public final class OlderConnections {
    private OlderConnections() {}

    /** What becomes of them and what to do, as a part of a sentence. */
    public static String advice(ServiceKey service) {
        return "connections that are older keep their Pod until they close; offshoot flush " + service.name() + " -n "
                + service.namespace() + " ends them";
    }
}
