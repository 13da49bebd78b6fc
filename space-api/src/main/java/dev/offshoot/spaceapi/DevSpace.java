package dev.offshoot.spaceapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A space that somebody asks for: cluster-scoped, named like the namespace that the controller makes of it. The gateway goes by
 * that namespace's labels alone. The object itself is mutable, as fabric8 wants it; {@code spec} and {@code status} are values.
 */
@Group(Names.GROUP)
@Version(Names.VERSION)
@Kind("DevSpace")
@Plural("devspaces")
@Singular("devspace")
@ShortNames("dsp")
@ValidationRule(
        value = "self.metadata.name.matches('^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$')",
        message = "a space's name is a DNS label: at most 63 of a-z, 0-9 and -, with no - at either end")
@ValidationRule(
        value = "!self.metadata.name.contains('--')",
        message = "a space's name has no --, which separates it from a host")
@ValidationRule(
        value = "self.metadata.name != 's' && !self.metadata.name.startsWith('xn')",
        message = "a space's name is not s and doesn't begin with xn, which mean something else in a host")
@ValidationRule(
        value = "!has(self.spec.joins) || !self.spec.joins.exists(j, j == self.metadata.name)",
        message = "a space doesn't join itself")
@ValidationRule(
        value = "!has(self.spec.parent) || self.spec.parent != self.metadata.name",
        message = "a space isn't its own parent")
@AdditionalPrinterColumn(name = "Parent", jsonPath = ".spec.parent", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Lineage", jsonPath = ".status.lineage", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Overrides", jsonPath = ".status.overrides", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "URL", jsonPath = ".status.urls[0]", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@JsonPropertyOrder({"apiVersion", "kind", "metadata", "spec", "status"})
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonDeserialize(using = JsonDeserializer.None.class)
public final class DevSpace implements HasMetadata {
    private String apiVersion = HasMetadata.getApiVersion(DevSpace.class);
    private String kind = HasMetadata.getKind(DevSpace.class);
    private ObjectMeta metadata = new ObjectMeta();

    @Required
    private @Nullable DevSpaceSpec spec;

    private @Nullable DevSpaceStatus status;

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
    public @Nullable DevSpaceSpec getSpec() {
        return spec;
    }

    public void setSpec(@Nullable DevSpaceSpec spec) {
        this.spec = spec;
    }

    public @Nullable DevSpaceStatus getStatus() {
        return status;
    }

    public void setStatus(@Nullable DevSpaceStatus status) {
        this.status = status;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DevSpace that
                && metadata.equals(that.metadata)
                && Objects.equals(spec, that.spec)
                && Objects.equals(status, that.status);
    }

    @Override
    public int hashCode() {
        return Objects.hash(metadata, spec, status);
    }
}
