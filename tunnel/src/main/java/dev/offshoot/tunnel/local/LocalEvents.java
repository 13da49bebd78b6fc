package dev.offshoot.tunnel.local;

import dev.offshoot.tunnel.StreamOpener;
import dev.offshoot.tunnel.StreamPipe;

/** What happens on one connection, told on its event loop; nothing here may wait. */
public interface LocalEvents {
    /** The gateway has admitted it. */
    void connected();

    /** The gateway stops, and wants the tunnel to go to another one; this connection still serves. */
    void goAway();

    /** A connection came for a Service's port, and nobody listens on the local one, also after it was held. */
    void refused(int servicePort);

    /** A connection came for a Service's port, and was joined to the local one: who sees what passes. */
    StreamPipe.Traffic joined(int servicePort);

    /** The gateway takes the process' own calls from now on; a gateway without a way to do so never says it. */
    void mayCall(StreamOpener calls);

    /** Once, the last that is told. */
    void ended(Ending ending);
}
