package dev.offshoot.gateway.frontdoor;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Base64;

/** A fresh key pair of one tunnel. */
final class TunnelKey {
    private final KeyPair pair;

    TunnelKey() {
        try {
            pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException none) {
            throw new IllegalStateException(none);
        }
    }

    PrivateKey secret() {
        return pair.getPrivate();
    }

    /** As a Tunnel's spec has it. */
    String publicText() {
        return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    }
}
