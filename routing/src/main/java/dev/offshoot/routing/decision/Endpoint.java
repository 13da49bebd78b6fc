package dev.offshoot.routing.decision;

/** An address and port that a request may be sent to; two Services with one endpoint have equal values. */
public record Endpoint(String address, int port) implements Comparable<Endpoint> {
    @Override
    public int compareTo(Endpoint other) {
        int byAddress = address.compareTo(other.address);
        return byAddress != 0 ? byAddress : Integer.compare(port, other.port);
    }

    /** {@code 10.0.0.1:80}, {@code [fd00::1]:80}. */
    @Override
    public String toString() {
        return address.indexOf(':') < 0 ? address + ":" + port : "[" + address + "]:" + port;
    }
}
