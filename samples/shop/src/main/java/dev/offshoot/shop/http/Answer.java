package dev.offshoot.shop.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/** What a handler gives back. */
public sealed interface Answer {
    /** A value as JSON. */
    record Json(int status, Object body) implements Answer {}

    /** Bytes of a file. */
    record Content(String type, byte[] bytes) implements Answer {}

    /** 303 to another page, with a cookie. */
    record SeeOther(String location, String cookie) implements Answer {}

    /** Server-sent events, until either side ends them. */
    record Events(EventSource source) implements Answer {}

    /** Where server-sent events come from. Closing it ends {@link #copyTo}; it may be closed twice. */
    interface EventSource extends Closeable {
        /** Writes and flushes events until there are no more, or the reader is gone. */
        void copyTo(OutputStream out) throws IOException;
    }

    static Answer ok(Object body) {
        return new Json(200, body);
    }
}
