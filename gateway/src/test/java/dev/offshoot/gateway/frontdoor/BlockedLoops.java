package dev.offshoot.gateway.frontdoor;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * What BlockHound does in a gateway process that a test starts with its agent: a call on an event loop that blocks its thread is
 * written to standard error, with {@link #MARK}, and then made. Netty's own integration says which threads are event loops.
 */
public final class BlockedLoops implements BlockHoundIntegration {
    static final String MARK = "BLOCKED EVENT LOOP: ";

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.blockingMethodCallback(method -> {
            StringBuilder lines = new StringBuilder(MARK).append(method);
            for (StackTraceElement element : Thread.currentThread().getStackTrace()) {
                lines.append("\n\tat ").append(element);
            }
            System.err.println(lines);
        });
    }
}
