package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.decision.Backend;

/**
 * A TCP port of a Service.
 *
 * @param known how many endpoints are known, whatever their conditions
 */
public record CompiledPort(Backend backend, int known) {}
