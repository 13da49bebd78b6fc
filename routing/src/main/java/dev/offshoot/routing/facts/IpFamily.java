package dev.offshoot.routing.facts;

/** An address family of a Service and of an EndpointSlice: {@code spec.ipFamilies[]}, {@code addressType}. */
public enum IpFamily {
    IPV4,
    IPV6;

    /** The family of an IP address as text. */
    public static IpFamily of(String address) {
        return address.indexOf(':') < 0 ? IPV4 : IPV6;
    }
}
