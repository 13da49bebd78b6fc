package dev.offshoot.spaceapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the controller found of a space. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DevSpaceStatus(
        @JsonPropertyDescription("The space and its ancestors, nearest first.") @Nullable
        List<String> lineage,

        @JsonPropertyDescription("The Services that this space answers in place of an ancestor.") @Nullable
        List<String> overrides,

        @JsonPropertyDescription("Where the space is seen.") @Nullable
        List<String> urls,

        @JsonPropertyDescription("What can't be honoured: one sentence each.") @Nullable
        List<String> problems,

        @JsonPropertyDescription(
                "The ancestors' Services whose in-cluster calls pass the gateway for this space's overrides.")
        @Nullable
        List<SpaceInterception> interceptions,

        @Nullable List<Condition> conditions,

        @JsonPropertyDescription("The UID of the namespace that this DevSpace created; unset where it created none.")
        @Nullable
        String namespaceUid) {}
