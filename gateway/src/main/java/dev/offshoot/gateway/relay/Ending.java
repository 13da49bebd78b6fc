package dev.offshoot.gateway.relay;

/** How an upstream connection or stream went away under a request. */
enum Ending {
    /** The endpoint said that it did nothing for the request (RFC 9113, 8.7). */
    UNPROCESSED,

    /** The endpoint ended this one request and not its connection (RFC 9113, 6.4). */
    RESET,

    /** The connection ended. */
    CLOSED
}
