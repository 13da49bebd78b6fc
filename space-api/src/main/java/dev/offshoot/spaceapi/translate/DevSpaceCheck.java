package dev.offshoot.spaceapi.translate;

import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.DevSpaceSpec;
import dev.offshoot.spaceapi.SpaceOwner;

/** The rules of the DevSpace's schema, for objects that no API server has checked. */
final class DevSpaceCheck {
    private DevSpaceCheck() {}

    static void check(DevSpace devSpace) {
        String name = ObjectNames.label(devSpace);
        if (name.contains("--") || name.equals("s") || name.startsWith("xn")) {
            throw new Malformed("metadata.name is \"" + name
                    + "\", expected a name without -- that is not s and doesn't begin with xn");
        }
        DevSpaceSpec spec = Malformed.need(devSpace.getSpec(), "spec", "root: true or a parent");
        if (Boolean.TRUE.equals(spec.root()) == (spec.parent() != null)) {
            throw new Malformed("spec has " + (spec.parent() == null ? "neither" : "both")
                    + ", expected either root: true or a parent");
        }
        if (name.equals(spec.parent())) {
            throw new Malformed("spec.parent is \"" + name + "\", expected another space");
        }
        if (Malformed.<String>elements(spec.joins(), "spec.joins").contains(name)) {
            throw new Malformed("spec.joins has \"" + name + "\", expected other spaces");
        }
        for (SpaceOwner owner : Malformed.<SpaceOwner>elements(spec.owners(), "spec.owners")) {
            if (Malformed.need(owner.name(), "spec.owners[].name", "a name").startsWith("system:")) {
                throw new Malformed(
                        "spec.owners has \"" + Shown.of(owner.name()) + "\", expected no subject of Kubernetes itself");
            }
        }
    }
}
