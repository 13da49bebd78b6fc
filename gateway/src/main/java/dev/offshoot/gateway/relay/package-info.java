/** One exchange, sent to the endpoint that was decided and answered from there, over connections that are kept for the next. */
@NullMarked
package dev.offshoot.gateway.relay;

import org.jspecify.annotations.NullMarked;
