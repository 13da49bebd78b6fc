package dev.offshoot.gateway.fault;

/** What goes wrong with a connection to an application, and when. */
record Fault(Point point, Kind kind) {
    /** Moments in the life of a connection; those of messages in the order in which they come. */
    enum Point {
        /** The connection was made and nothing was read. */
        ACCEPTED,
        /** The request's head has passed to the application. */
        REQUEST_HEAD,
        /** A few bytes of the request's body have passed. */
        REQUEST_BODY,
        /** A few bytes of the answer's head have passed. */
        ANSWER_BEGUN,
        /** The answer's head has passed. */
        ANSWER_HEAD,
        /** A few bytes of the answer's body have passed. */
        ANSWER_BODY,
        /** The whole answer has passed. */
        ANSWER_END,
        /** A few bytes of one more request's head have passed. */
        NEXT_REQUEST
    }

    /** Seen from the gateway. */
    enum Kind {
        /** Everything comes late from then on. */
        LATENCY,
        /** RST. */
        RESET,
        /** FIN, and what the gateway still says is answered with RST. */
        CLOSE,
        /** FIN, and what the gateway still says reaches the application. */
        HALF_CLOSE,
        /** Nothing for a while, then FIN. */
        SLOW_CLOSE,
        /** Nothing any more, in neither direction. */
        HALF_OPEN
    }

    @Override
    public String toString() {
        return kind + " at " + point;
    }
}
