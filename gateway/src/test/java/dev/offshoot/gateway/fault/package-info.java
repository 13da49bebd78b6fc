/** Upstream faults: a proxy that breaks connections at a chosen point, and what the gateway makes of it. */
@org.jspecify.annotations.NullMarked
package dev.offshoot.gateway.fault;
