package dev.offshoot.spaceapi.translate;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.regex.Pattern;

/** The names that Kubernetes allows: see "Object Names and IDs" in its documentation, after RFC 1123. */
final class ObjectNames {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private ObjectNames() {}

    static boolean isLabel(String name) {
        return LABEL.matcher(name).matches();
    }

    /** The object's name, which is a DNS label. */
    static String label(HasMetadata object) {
        String name = Malformed.need(object.getMetadata().getName(), "metadata.name", "a name");
        if (!isLabel(name)) {
            throw new Malformed("metadata.name is \"" + Shown.of(name) + "\", expected a DNS label");
        }
        return name;
    }

    /** The object's name, which is a DNS subdomain. */
    static String subdomain(HasMetadata object) {
        String name = Malformed.need(object.getMetadata().getName(), "metadata.name", "a name");
        if (name.length() > 253 || !SUBDOMAIN.matcher(name).matches()) {
            throw new Malformed("metadata.name is \"" + Shown.of(name) + "\", expected a DNS name");
        }
        return name;
    }
}
