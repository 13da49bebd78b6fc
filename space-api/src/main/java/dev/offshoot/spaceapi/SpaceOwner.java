package dev.offshoot.spaceapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A subject of role bindings, in the form of RBAC's own {@code subjects}. */
@ValidationRule(
        value = "!self.name.startsWith('system:')",
        message = "an owner is a person, a team or a service account, never system:*")
@ValidationRule(
        value = "(self.kind == 'ServiceAccount') == has(self.namespace)",
        message = "a ServiceAccount, and nothing else, has a namespace")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SpaceOwner(
        @Required Kind kind,
        @Required @Size(min = 1, max = 253) String name,

        @JsonPropertyDescription("The namespace of a ServiceAccount.") @Size(min = 1, max = 63) @Nullable
        String namespace) {

    /** What kind of subject. */
    public enum Kind {
        User,
        Group,
        ServiceAccount
    }
}
