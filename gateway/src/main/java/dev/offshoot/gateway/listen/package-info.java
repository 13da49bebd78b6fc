/** Where requests come in: the URL listener, the interception listeners, and what is told apart or refused before Spring. */
@NullMarked
package dev.offshoot.gateway.listen;

import org.jspecify.annotations.NullMarked;
