package dev.offshoot.gateway.relay;

import io.netty.util.ResourceLeakDetector;

/** Netty's leak detector, telling {@link Leaks}; the module's pom names it to Netty, so that it watches from the first buffer on. */
public final class RecordingLeakDetector<T> extends ResourceLeakDetector<T> {
    @SuppressWarnings("deprecation")
    public RecordingLeakDetector(Class<?> resource, int samplingInterval) {
        super(resource, samplingInterval);
    }

    /** The constructor that Netty looks for first. */
    @SuppressWarnings({"deprecation", "unused"})
    public RecordingLeakDetector(Class<?> resource, int samplingInterval, long maxActive) {
        super(resource, samplingInterval);
    }

    @Override
    protected void reportTracedLeak(String type, String records) {
        Leaks.report(type + records);
    }

    @Override
    protected void reportUntracedLeak(String type) {
        Leaks.report(type);
    }
}
