package dev.offshoot.spaceapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** An interception that a space's overrides need. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SpaceInterception(
        @JsonPropertyDescription("The intercepted Service, as namespace/name.") @Required
        String service,

        @JsonPropertyDescription(
                "Since when its in-cluster calls pass the gateway; unset while that is being prepared.")
        @Nullable
        String since,

        @JsonPropertyDescription("What to know of connections that are older.") @Nullable
        String note) {}
