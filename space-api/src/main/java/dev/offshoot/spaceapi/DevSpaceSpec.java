package dev.offshoot.spaceapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.offshoot.routing.facts.Fallback;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is asked of a space: it is a root or has a parent. */
@ValidationRule(
        value = "(has(self.root) && self.root) != has(self.parent)",
        message = "a space either is a root (root: true) or has a parent")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DevSpaceSpec(
        @JsonPropertyDescription("Whether the space is a root: a shared, complete environment.") @Nullable
        Boolean root,

        @JsonPropertyDescription("The space that serves what this one doesn't.") @Size(min = 1, max = 63) @Nullable
        String parent,

        @JsonPropertyDescription("Spaces consulted after this one and before its parent.") @Size(max = 16) @Nullable
        List<@Size(min = 1, max = 63) String> joins,

        @JsonPropertyDescription(
                "Who may change what is in the namespace. Honoured only in a namespace that this DevSpace created.")
        @Size(max = 32)
        @Nullable
        List<SpaceOwner> owners,

        @JsonPropertyDescription("When a call climbs past this space although it has the called Service.")
        @Default("Missing")
        @Nullable
        FallbackPolicy fallback,

        @JsonPropertyDescription("What becomes of the namespace when the DevSpace is deleted.")
        @Default("Retain")
        @Nullable
        DeletionPolicy deletionPolicy) {

    /** {@code spec.fallback}, as the annotation {@link Names#FALLBACK} has it. */
    public enum FallbackPolicy {
        Missing,
        Unready;

        public Fallback toFallback() {
            return this == Missing ? Fallback.MISSING : Fallback.UNREADY;
        }
    }

    /** {@code spec.deletionPolicy}. */
    public enum DeletionPolicy {
        Retain,
        Delete
    }
}
