package dev.offshoot.routing.facts;

import java.util.List;

/**
 * A Tunnel: a local process that is the space's override of a Service. Its existence makes the override; its endpoints come in
 * slices of origin {@link SliceOrigin#TUNNEL}.
 *
 * @param uid empty where the object has none, as in files
 * @param ports the Service's ports that the process serves, by number
 * @param publicKey of the key pair that proves who may connect: base64 of an Ed25519 key's X.509 SubjectPublicKeyInfo (RFC 8410),
 *     as written by the user
 * @param owner the user who connected it, whose rights its calls have
 * @param groups of that user
 * @param patient whether an answer may take as long as it takes
 * @param listening whether somebody listens on the process' ports, as far as the process' machine has said
 */
public record TunnelFact(
        String namespace,
        String name,
        String uid,
        String service,
        List<Integer> ports,
        String publicKey,
        String owner,
        List<String> groups,
        boolean patient,
        boolean listening) {
    public TunnelFact {
        ports = List.copyOf(ports);
        groups = List.copyOf(groups);
    }
}
