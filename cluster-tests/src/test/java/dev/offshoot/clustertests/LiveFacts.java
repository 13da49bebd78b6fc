package dev.offshoot.clustertests;

import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.spaceapi.translate.AddressPolicy;
import dev.offshoot.spaceapi.translate.NamespaceObjects;
import dev.offshoot.spaceapi.translate.Translator;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;

/** The facts of some namespaces as the API server has them now. */
final class LiveFacts {
    private LiveFacts() {}

    static Facts of(KubernetesClient client, String... namespaces) {
        Translator translator = new Translator(AddressPolicy.CLUSTER);
        List<NamespaceFacts> facts = new ArrayList<>();
        for (String name : namespaces) {
            Namespace namespace = client.namespaces().withName(name).get();
            facts.add(translator.translate(new NamespaceObjects(
                    name,
                    namespace,
                    client.services().inNamespace(name).list().getItems(),
                    client.discovery()
                            .v1()
                            .endpointSlices()
                            .inNamespace(name)
                            .list()
                            .getItems(),
                    client.pods().inNamespace(name).list().getItems(),
                    List.of())));
        }
        return Facts.of(facts, List.of());
    }
}
