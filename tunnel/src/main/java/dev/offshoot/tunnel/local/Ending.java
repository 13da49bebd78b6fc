package dev.offshoot.tunnel.local;

/** How a connection to a gateway ended, or why there was none. */
public sealed interface Ending {
    /** Nobody was there, or what was there didn't speak TLS or HTTP, or said nothing for too long. */
    record Unreachable(String why) implements Ending {}

    /** It was HTTP and no tunnel: 404 by a gateway that has none, 502 by a proxy without a gateway. */
    record NotUpgraded(int status) implements Ending {}

    /**
     * The gateway said why.
     *
     * @param status of {@link dev.offshoot.tunnel.Parting}, or another of RFC 6455
     * @param reason a sentence; may be empty
     */
    record Parted(int status, String reason) implements Ending {}

    /** Without a word, after it was connected. */
    record Lost() implements Ending {}
}
