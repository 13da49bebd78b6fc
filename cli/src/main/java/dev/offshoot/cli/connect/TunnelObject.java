package dev.offshoot.cli.connect;

import dev.offshoot.spaceapi.Tunnel;
import dev.offshoot.spaceapi.TunnelSpec;
import dev.offshoot.spaceapi.TunnelStatus;
import dev.offshoot.tunnel.Claim;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Tunnel of a local process, with the key pair that only this process has. It waits for the API server; to be used by one thread at
 * a time, {@link #claim} by any.
 */
public final class TunnelObject {
    /** As many as the CRD takes. */
    private static final int MOST_GROUPS = 256;

    private final KubernetesClient client;
    private final String space;
    private final String service;
    private final List<Integer> ports;
    private final String machine;
    private final boolean patient;
    private final KeyPair keys = fresh();
    private volatile String uid = "";
    private Caller caller = Caller.NOBODY;
    private boolean listening = true;

    /**
     * @param ports the Service's
     * @param machine what the one is called that the process runs on
     * @param patient whether an answer may take as long as it takes
     */
    public TunnelObject(
            KubernetesClient client,
            String space,
            String service,
            List<Integer> ports,
            String machine,
            boolean patient) {
        this.client = client;
        this.space = space;
        this.service = service;
        this.ports = ports;
        this.machine = machine;
        this.patient = patient;
    }

    private static KeyPair fresh() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException none) {
            throw new IllegalStateException(none);
        }
    }

    /** How messages name it. */
    public String shown() {
        return space + "/" + service;
    }

    /**
     * Creates it, in place of one that the same user has there.
     *
     * @throws ConnectFailed where another user's is there
     * @throws KubernetesClientException where the API server refuses or can't be reached
     */
    public void create() {
        caller = Caller.of(client);
        Tunnel former = resource().get();
        if (former != null) {
            takeOver(former);
        }
        Tunnel tunnel = new Tunnel();
        tunnel.setMetadata(
                new ObjectMetaBuilder().withNamespace(space).withName(service).build());
        tunnel.setSpec(new TunnelSpec(
                service,
                ports,
                Base64.getEncoder().encodeToString(keys.getPublic().getEncoded()),
                caller.name(),
                caller.groups().stream().limit(MOST_GROUPS).toList(),
                patient ? true : null));
        uid = client.resource(tunnel).create().getMetadata().getUid();
        renew();
    }

    /** With the UID, so that a newer one isn't deleted. */
    private void takeOver(Tunnel former) {
        String by =
                former.getSpec() == null ? "" : String.valueOf(former.getSpec().owner());
        if (!by.equals(caller.name())) {
            throw new ConnectFailed("Service " + service + " of space " + space + " is served by " + by
                    + " already; ask them to end it, or use a space of your own.");
        }
        delete(former.getMetadata().getUid());
    }

    /** What {@link #renew} says from now on: whether somebody listens on the process' ports. */
    public void listening(boolean now) {
        listening = now;
    }

    /**
     * Says that the process is alive.
     *
     * @return false where the object is gone, or another one has its name
     * @throws KubernetesClientException where the API server can't be reached
     */
    public boolean renew() {
        String time = Instant.now().truncatedTo(ChronoUnit.MICROS).toString();
        Map<String, Object> patch = Map.of(
                "metadata", Map.of("uid", uid), "status", new TunnelStatus(time, machine, listening, null, null));
        try {
            Tunnel now = resource()
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(patch));
            return now != null && uid.equals(now.getMetadata().getUid()); // a status' patch isn't refused for its UID
        } catch (KubernetesClientException refused) {
            if (refused.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                    || refused.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return false;
            }
            throw refused;
        }
    }

    /** Whose Tunnel has the name now; null if none has. */
    public @Nullable String holder() {
        Tunnel now = resource().get();
        return now == null || now.getSpec() == null ? null : now.getSpec().owner();
    }

    public String owner() {
        return caller.name();
    }

    /** Nothing where it is gone, or another one has its name. */
    public void delete() {
        delete(uid);
    }

    private void delete(String whose) {
        Tunnel now = resource().get();
        while (now != null && whose.equals(now.getMetadata().getUid())) {
            try {
                resource()
                        .lockResourceVersion(now.getMetadata().getResourceVersion())
                        .delete();
                return;
            } catch (KubernetesClientException changed) {
                if (changed.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                    throw changed;
                }
                now = resource().get();
            }
        }
    }

    private Resource<Tunnel> resource() {
        return client.resources(Tunnel.class).inNamespace(space).withName(service);
    }

    /** Signs for a connection. */
    public Claim claim(String nonce) {
        return Claim.of(space, service, uid, nonce, keys.getPrivate());
    }
}
