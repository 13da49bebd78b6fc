package dev.offshoot.gateway.tls;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All certificates at one moment, by the names that they are for. Of two for one name the one whose folder comes first is used; a
 * name that is written out comes before a wildcard, which stands for one label (RFC 9525 §6.3).
 */
record CertificateSet(List<ServerCertificate> all, Map<String, ServerCertificate> byName) {
    /** @param all at least one; the first is the default */
    static CertificateSet of(List<ServerCertificate> all) {
        Map<String, ServerCertificate> byName = new HashMap<>();
        for (ServerCertificate one : all) {
            one.names().forEach(name -> byName.putIfAbsent(name, one));
        }
        return new CertificateSet(List.copyOf(all), Map.copyOf(byName));
    }

    /** The certificate for the server that a client names; the default where it names none, or none of ours. */
    ServerCertificate choose(@Nullable String serverName) {
        if (serverName == null) {
            return all.getFirst();
        }
        String name = serverName.toLowerCase(Locale.ROOT);
        ServerCertificate exact = byName.get(name);
        if (exact != null) {
            return exact;
        }
        int dot = name.indexOf('.');
        ServerCertificate wildcard = dot <= 0 ? null : byName.get("*" + name.substring(dot));
        return wildcard == null ? all.getFirst() : wildcard;
    }
}
