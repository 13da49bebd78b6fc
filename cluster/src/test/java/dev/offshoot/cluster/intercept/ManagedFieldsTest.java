package dev.offshoot.cluster.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManagedFieldsTest {
    private static final ManagedFieldsEntry OURS = entry("offshoot", "Update", "{'f:spec': {'f:selector': {}}}");
    private static final ManagedFieldsEntry STATUS = entry("cloud", "Update", "{'f:status': {'f:loadBalancer': {}}}");

    @Test
    void theSelectorGoesBackToWhoeverWroteThePorts() {
        ManagedFieldsEntry helm = entry("helm", "Apply", "{'f:metadata': {'f:labels': {}}, 'f:spec': {'f:ports': {}}}");

        List<ManagedFieldsEntry> handedBack = ManagedFields.handedBack(List.of(helm, STATUS, OURS));

        assertThat(handedBack)
                .containsExactly(
                        entry(
                                "helm",
                                "Apply",
                                "{'f:metadata': {'f:labels': {}}, 'f:spec': {'f:ports': {}, 'f:selector': {}}}"),
                        STATUS);
        assertThat(helm.getFieldsV1().getAdditionalProperties().get("f:spec").toString())
                .as("the input")
                .doesNotContain("f:selector");
    }

    @Test
    void whatIsNotOursStaysAsItIs() {
        assertThat(ManagedFields.handedBack(List.of(STATUS))).containsExactly(STATUS);
    }

    private static ManagedFieldsEntry entry(String manager, String operation, String fields) {
        return Serialization.unmarshal(
                "---\n{manager: " + manager + ", operation: " + operation + ", apiVersion: v1, fieldsV1: " + fields
                        + "}",
                ManagedFieldsEntry.class);
    }
}
