package dev.offshoot.spaceapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a tunnel is: the first three fields are the client's, by a merge patch, the others the controller's. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TunnelStatus(
        @JsonPropertyDescription(
                "When the client last said that it is alive, by its own clock (RFC 3339). Only that it changes counts.")
        @Size(max = 64)
        @Nullable
        String renewTime,

        @JsonPropertyDescription("The machine that the local process runs on, as the client calls it.")
        @Size(max = 253)
        @Nullable
        String from,

        @JsonPropertyDescription(
                "Whether somebody listens on the process' ports: if not, the Service has no ready endpoint. Unset means yes.")
        @Nullable
        Boolean listening,

        @JsonPropertyDescription("The Pod of the gateway that holds the connection; unset without one.") @Nullable
        String gateway,

        @JsonPropertyDescription("Connected: whether a gateway holds the connection, and since when.") @Nullable
        List<Condition> conditions) {}
