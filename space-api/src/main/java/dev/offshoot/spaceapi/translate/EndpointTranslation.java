package dev.offshoot.spaceapi.translate;

import dev.offshoot.routing.facts.EndpointFact;
import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.facts.SliceOrigin;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The endpoints of one slice that may be forwarded to, or the gateways that it lists; the others are one problem per rule and slice. */
final class EndpointTranslation {
    private static final int NAMED = 5;
    private static final Comparator<EndpointFact> ORDER = Comparator.comparing(EndpointFact::address)
            .thenComparing(EndpointFact::ready)
            .thenComparing(EndpointFact::serving)
            .thenComparing(EndpointFact::terminating);

    private final AddressPolicy policy;
    private final Set<String> nodePods;
    private final List<Problem> problems;
    private final Map<AddressRule, List<String>> forbidden = new EnumMap<>(AddressRule.class);

    EndpointTranslation(AddressPolicy policy, Set<String> nodePods, List<Problem> problems) {
        this.policy = policy;
        this.nodePods = nodePods;
        this.problems = problems;
    }

    List<EndpointFact> translate(ObjectRef object, EndpointSlice slice, SliceOrigin origin) {
        String type = Malformed.need(slice.getAddressType(), "addressType", "IPv4 or IPv6");
        List<EndpointFact> facts = new ArrayList<>();
        int index = 0;
        for (Endpoint endpoint : Malformed.<Endpoint>elements(slice.getEndpoints(), "endpoints")) {
            EndpointFact fact = endpoint(endpoint, "endpoints[" + index++ + "].addresses", type, object, origin);
            if (fact != null) {
                facts.add(fact);
            }
        }
        forbidden.forEach((rule, addresses) -> problems.add(problem(object, rule, addresses)));
        return facts.stream().distinct().sorted(ORDER).toList();
    }

    /** Of several addresses the first counts, as for kube-proxy: they are interchangeable by the API's definition. */
    private @Nullable EndpointFact endpoint(
            Endpoint endpoint, String field, String type, ObjectRef slice, SliceOrigin origin) {
        List<String> addresses = Malformed.elements(endpoint.getAddresses(), field);
        if (addresses.isEmpty()) {
            throw new Malformed(field + " is empty, expected an address");
        }
        String written = addresses.getFirst();
        InetAddress address = type.equals("FQDN") ? null : Addresses.parse(written);
        AddressRule rule = rule(type, address, endpoint.getTargetRef(), slice.namespace(), origin);
        if (rule != null || address == null) {
            forbidden
                    .computeIfAbsent(Objects.requireNonNullElse(rule, AddressRule.NO_ADDRESS), r -> new ArrayList<>())
                    .add(Shown.of(written));
            return null;
        }
        return fact(Addresses.text(address), endpoint.getConditions());
    }

    private @Nullable AddressRule rule(
            String type,
            @Nullable InetAddress address,
            @Nullable ObjectReference target,
            String namespace,
            SliceOrigin origin) {
        if (address == null) {
            return type.equals("FQDN") ? AddressRule.HOST_NAME : AddressRule.NO_ADDRESS;
        }
        if (origin == SliceOrigin.INTERCEPTION) {
            return null; // gateways: nothing is forwarded to them
        }
        AddressRule rule = Addresses.forbids(address, policy);
        if (rule != null) {
            return rule;
        }
        if (!type.equals(address instanceof Inet4Address ? "IPv4" : "IPv6")) {
            return AddressRule.NO_ADDRESS;
        }
        // Loopback is left only in files, where no Pod is needed; a tunnel's end is a gateway, of another namespace.
        return address.isLoopbackAddress() || origin == SliceOrigin.TUNNEL ? null : podRule(target, namespace);
    }

    private @Nullable AddressRule podRule(@Nullable ObjectReference target, String namespace) {
        if (target == null
                || !"Pod".equals(target.getKind())
                || target.getName() == null
                || !namespace.equals(Objects.requireNonNullElse(target.getNamespace(), namespace))) {
            return AddressRule.NO_POD;
        }
        return nodePods.contains(target.getName()) ? AddressRule.NODE : null;
    }

    /** Absent conditions as the API's definition reads them. */
    private static EndpointFact fact(String address, @Nullable EndpointConditions conditions) {
        if (conditions == null) {
            return new EndpointFact(address, true, true, false);
        }
        boolean ready = Objects.requireNonNullElse(conditions.getReady(), true);
        boolean serving = Objects.requireNonNullElse(conditions.getServing(), ready);
        return new EndpointFact(
                address, ready, serving, Objects.requireNonNullElse(conditions.getTerminating(), false));
    }

    private Problem problem(ObjectRef object, AddressRule rule, List<String> addresses) {
        String text = String.join(", ", addresses.subList(0, Math.min(NAMED, addresses.size())))
                + (addresses.size() > NAMED ? " and " + (addresses.size() - NAMED) + " more" : "")
                + (addresses.size() == 1 ? ": " : ", each of them: ") + rule.is() + ", expected " + rule.expected()
                + (rule == AddressRule.NO_POD && policy == AddressPolicy.FILES ? " or a loopback address" : "")
                + "; nothing is forwarded there";
        return new Problem(ProblemCode.FORBIDDEN_ADDRESS, object, text);
    }
}
