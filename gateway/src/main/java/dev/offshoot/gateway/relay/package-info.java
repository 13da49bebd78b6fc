/**
 * One exchange's way to an endpoint and back: the upstream connections, the choice among endpoints, and the two filters that
 * put all this at the end of Spring Cloud Gateway's chain. Everything of one exchange happens on its client's event loop.
 */
@NullMarked
package dev.offshoot.gateway.relay;

import org.jspecify.annotations.NullMarked;
