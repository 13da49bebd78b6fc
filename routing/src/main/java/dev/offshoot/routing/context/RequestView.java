package dev.offshoot.routing.context;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What routing may see of a request. Names are given in lower case and match whatever case the request used. */
public interface RequestView {
    /** The first value of a header; null where there is none. */
    @Nullable
    String header(String name);

    /** All field lines of a header, in order; empty where there is none. */
    List<String> headers(String name);

    /** {@code Host} or {@code :authority} as received; null where the request has none. */
    @Nullable
    String authority();

    /** The address of the connection's other end, as text; null where it isn't known. */
    @Nullable
    String peerAddress();

    /** The space of the tunnel that the request came through, sent by its local process; null for all others. */
    default @Nullable String tunnelSpace() {
        return null;
    }
}
