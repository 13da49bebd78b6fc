package dev.offshoot.spaceapi.translate;

/** Why an endpoint's address is never forwarded to. */
enum AddressRule {
    HOST_NAME("a host name", "an IP address"),
    NO_ADDRESS("no address of the slice's addressType", "an IP address of that type"),
    UNSPECIFIED("an unspecified address", "the address of a Pod"),
    LOOPBACK("a loopback address", "the address of a Pod"),
    LINK_LOCAL("a link-local address, where nodes' metadata services listen", "the address of a Pod"),
    MULTICAST("a multicast or reserved address", "the address of a Pod"),
    NODE("the address of a Pod on its node's network", "a Pod with an address of its own"),
    NO_POD(
            "an address that the slice ascribes to no Pod of its namespace",
            "an endpoint whose targetRef is a Pod of that namespace");

    private final String is;
    private final String expected;

    AddressRule(String is, String expected) {
        this.is = is;
        this.expected = expected;
    }

    String is() {
        return is;
    }

    String expected() {
        return expected;
    }
}
