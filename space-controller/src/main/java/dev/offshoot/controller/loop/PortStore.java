package dev.offshoot.controller.loop;

import dev.offshoot.routing.plan.PortLedger;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The port ledger in a ConfigMap of the controller's namespace: read once, then written before anything stands in the cluster that
 * follows from it, each time on the very version that was read. Of one thread; throws what the client throws.
 */
final class PortStore {
    static final String NAME = "offshoot-ports";
    private static final String KEY = "ports";

    private final KubernetesClient client;
    private final String namespace;
    private @Nullable ConfigMap present;
    private @Nullable PortLedger ledger;

    PortStore(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /** As last read or written; a ledger that isn't there is empty. */
    PortLedger ports() {
        if (ledger == null) {
            present = object().get();
            ledger = present == null || present.getData() == null
                    ? PortLedger.EMPTY
                    : LedgerText.read(present.getData().getOrDefault(KEY, ""));
        }
        return ledger;
    }

    /** Writes a ledger that differs. After a failure what is there is read again. */
    void keep(PortLedger next) {
        if (next.equals(ports())) {
            return;
        }
        try {
            ConfigMap written = write(LedgerText.of(next));
            present = written;
            ledger = next;
        } catch (KubernetesClientException failed) {
            ledger = null;
            throw failed;
        }
    }

    private ConfigMap write(String text) {
        ConfigMap wanted = new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(NAME)
                .addToLabels("app.kubernetes.io/managed-by", Names.GROUP)
                .endMetadata()
                .withData(Map.of(KEY, text))
                .build();
        if (present == null) {
            return client.resource(wanted).create();
        }
        wanted.getMetadata().setResourceVersion(present.getMetadata().getResourceVersion());
        return client.resource(wanted).update();
    }

    private Resource<ConfigMap> object() {
        return client.configMaps().inNamespace(namespace).withName(NAME);
    }
}
