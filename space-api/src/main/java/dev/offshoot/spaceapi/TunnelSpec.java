package dev.offshoot.spaceapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a tunnel is; never changed. Fields are null only where an object from a file lacks them. */
@ValidationRule(
        value = "self == oldSelf",
        message = "a tunnel's spec is immutable: delete the object and create another")
@ValidationRule(
        value = "self.publicKey.matches('^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$')",
        message = "a tunnel's publicKey is base64 of an Ed25519 key's X.509 SubjectPublicKeyInfo (60 characters)")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TunnelSpec(
        @JsonPropertyDescription("The Service that the local process is.") @Required @Size(min = 1, max = 63) @Nullable
        String service,

        @JsonPropertyDescription("The Service's ports that it serves.") @Required @Size(min = 1, max = 64) @Nullable
        List<@Min(1) @Max(65535) Integer> ports,

        @JsonPropertyDescription(
                "Whoever has its private key may connect: base64 of an Ed25519 key's X.509 SubjectPublicKeyInfo.")
        @Required
        @Size(min = 1, max = 64)
        @Nullable
        String publicKey,

        @JsonPropertyDescription("The user who connects.") @Required @Size(min = 1, max = 1024) @Nullable
        String owner,

        @JsonPropertyDescription(
                "Groups of that user; the process' own calls have the rights of both. Without them, the user's alone.")
        @Size(max = 256)
        @Nullable
        List<@Size(min = 1, max = 256) String> groups,

        @JsonPropertyDescription(
                "Whether an answer may take as long as it takes, since the process may stand in a debugger. Unset means no.")
        @Nullable
        Boolean patient) {}
