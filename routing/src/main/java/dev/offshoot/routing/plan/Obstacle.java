package dev.offshoot.routing.plan;

import dev.offshoot.routing.facts.InterceptionFact;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.PortFact;
import dev.offshoot.routing.facts.ServiceFact;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.ServiceKind;
import dev.offshoot.routing.facts.Transport;
import org.jspecify.annotations.Nullable;

/** Why a Service is never intercepted, or can't be. */
final class Obstacle {
    private static final ServiceKey API_SERVER = new ServiceKey("default", "kubernetes");
    private static final String SYSTEM = "kube-system";

    private Obstacle() {}

    /** One sentence without a stop: what the Service is and what was expected; null where nothing is in the way. */
    static @Nullable String of(ServiceFact service, NamespaceFacts namespace, PlanInput input) {
        String whose = whose(service.key(), namespace, input);
        if (whose != null) {
            return whose;
        }
        String form = form(service, service.interception());
        return form == null && input.boundToPods().contains(service.key()) ? podTargets("a TargetGroupBinding") : form;
    }

    private static @Nullable String whose(ServiceKey key, NamespaceFacts namespace, PlanInput input) {
        String ownNamespace = input.settings().ownNamespace();
        if (key.equals(API_SERVER)) {
            return "it is the API server's own Service (expected: another)";
        }
        if (key.namespace().equals(SYSTEM)) {
            return "it is in kube-system (expected: a Service outside)";
        }
        if (key.namespace().equals(ownNamespace)) {
            return "it is in Offshoot's own namespace " + ownNamespace + " (expected: a Service outside)";
        }
        if (input.calledByApiServer().contains(key)) {
            return "the API server calls it, as a webhook, an APIService or a conversion (expected: no such Service)";
        }
        if (namespace.space() == null) {
            return "namespace " + key.namespace()
                    + " is no space (expected: a label offshoot.dev/root or offshoot.dev/parent)";
        }
        return null;
    }

    private static @Nullable String form(ServiceFact service, InterceptionFact fact) {
        if (service.kind() == ServiceKind.EXTERNAL_NAME) {
            return "its type is ExternalName (expected: ClusterIP, NodePort or LoadBalancer)";
        }
        if (service.kind() == ServiceKind.HEADLESS) {
            return "it is headless (expected: a cluster IP)";
        }
        if (fact.selector().isEmpty()) {
            return "it has no selector (expected: one, to which a key can be added)";
        }
        if (service.ports().isEmpty()) {
            return "it has no ports (expected: TCP ports)";
        }
        for (PortFact port : service.ports()) {
            if (port.transport() != Transport.TCP) {
                return "port " + port.number() + " is " + port.transport() + " (expected: TCP ports only)";
            }
        }
        if (fact.internalLocal()) {
            return "internalTrafficPolicy is Local (expected: Cluster)";
        }
        if (fact.externalLocal()) {
            return "externalTrafficPolicy is Local (expected: Cluster)";
        }
        if (fact.publishesNotReady()) {
            return "publishNotReadyAddresses is true (expected: false)";
        }
        return fact.podTargets() == null ? null : podTargets(fact.podTargets());
    }

    private static String podTargets(String mark) {
        return mark + " lets a load balancer send to Pods past the Service (expected: to nodes)";
    }
}
