package dev.offshoot.spaceapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A local process that is its namespace's override of a Service, and named like it. Mutable, as fabric8 wants it; {@code spec} and
 * {@code status} are values.
 */
@Group(Names.GROUP)
@Version(Names.VERSION)
@Kind("Tunnel")
@Plural("tunnels")
@Singular("tunnel")
@ValidationRule(
        value = "self.metadata.name == self.spec.service",
        message = "a tunnel is named like its Service, so that a Service has one at most")
@AdditionalPrinterColumn(name = "Service", jsonPath = ".spec.service", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Owner", jsonPath = ".spec.owner", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "From", jsonPath = ".status.from", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Connected",
        jsonPath = ".status.conditions[?(@.type==\"Connected\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@JsonPropertyOrder({"apiVersion", "kind", "metadata", "spec", "status"})
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonDeserialize(using = JsonDeserializer.None.class)
public final class Tunnel implements HasMetadata, Namespaced {
    private String apiVersion = HasMetadata.getApiVersion(Tunnel.class);
    private String kind = HasMetadata.getKind(Tunnel.class);
    private ObjectMeta metadata = new ObjectMeta();

    @Required
    private @Nullable TunnelSpec spec;

    private @Nullable TunnelStatus status;

    @Override
    public String getApiVersion() {
        return apiVersion;
    }

    @Override
    public void setApiVersion(String apiVersion) {
        this.apiVersion = apiVersion;
    }

    @Override
    public String getKind() {
        return kind;
    }

    public void setKind(String kind) {
        this.kind = kind;
    }

    @Override
    public ObjectMeta getMetadata() {
        return metadata;
    }

    @Override
    public void setMetadata(ObjectMeta metadata) {
        this.metadata = metadata;
    }

    /** Null only where an object from a file has none. */
    public @Nullable TunnelSpec getSpec() {
        return spec;
    }

    public void setSpec(@Nullable TunnelSpec spec) {
        this.spec = spec;
    }

    public @Nullable TunnelStatus getStatus() {
        return status;
    }

    public void setStatus(@Nullable TunnelStatus status) {
        this.status = status;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tunnel that
                && metadata.equals(that.metadata)
                && Objects.equals(spec, that.spec)
                && Objects.equals(status, that.status);
    }

    @Override
    public int hashCode() {
        return Objects.hash(metadata, spec, status);
    }
}
