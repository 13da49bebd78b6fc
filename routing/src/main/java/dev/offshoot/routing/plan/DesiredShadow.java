package dev.offshoot.routing.plan;

import dev.offshoot.routing.facts.IpFamily;
import dev.offshoot.routing.facts.PortFact;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.ShadowFact;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The shadow Service as it should be: headless, with its Service's selector and ports, none of its labels, and what must survive
 * the controller.
 *
 * @param shadowOf the name of the intercepted Service, its owner
 * @param targetPorts by the ports' numbers, where the Service writes them
 */
public record DesiredShadow(
        ServiceKey key,
        String shadowOf,
        Map<String, String> selector,
        List<PortFact> ports,
        Map<Integer, String> targetPorts,
        List<IpFamily> families,
        ShadowFact state) {
    /** The same shadow of an interception that ends at another time. */
    public DesiredShadow lingeringUntil(Instant time) {
        ShadowFact until = new ShadowFact(state.ownerUid(), state.since(), time, state.reversals());
        return new DesiredShadow(key, shadowOf, selector, ports, targetPorts, families, until);
    }
}
