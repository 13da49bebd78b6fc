package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.decision.Backend;

/**
 * A port on which the gateway listens for calls to one port of a Service.
 *
 * @param port the listening port
 * @param called the called port, with the called Service's own endpoints: where bytes that are no HTTP go
 * @param contextFromOrigin whether the called Service opts into {@code Origin} and {@code Referer} as context sources
 */
public record Listener(int port, Backend called, boolean contextFromOrigin) {}
