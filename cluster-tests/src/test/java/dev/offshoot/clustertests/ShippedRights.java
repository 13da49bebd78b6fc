package dev.offshoot.clustertests;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The rights in {@code deploy/rbac}, one text each: {@code gateway: list services}, {@code controller: patch offshoot.dev/devspaces}. */
final class ShippedRights {
    private ShippedRights() {}

    static Set<String> of(KubernetesClient client) {
        Set<String> rights = new TreeSet<>();
        for (String program : List.of("gateway", "controller")) {
            for (HasMetadata object : Deploy.objects(client, "rbac/" + program + ".yaml")) {
                switch (object) {
                    case ClusterRole role -> role.getRules().forEach(rule -> add(rights, program, rule));
                    case Role role -> role.getRules().forEach(rule -> add(rights, program, rule));
                    default -> {}
                }
            }
        }
        return rights;
    }

    static String right(String program, String verb, String group, String resource) {
        return program + ": " + verb + " " + (group.isEmpty() ? "" : group + "/") + resource;
    }

    private static void add(Set<String> rights, String program, PolicyRule rule) {
        for (String verb : rule.getVerbs()) {
            rule.getNonResourceURLs().forEach(url -> rights.add(right(program, verb, "", url)));
            for (String group : rule.getApiGroups()) {
                rule.getResources().forEach(resource -> rights.add(right(program, verb, group, resource)));
            }
        }
    }
}
