/** JSON text written without reflection, for errors and log lines. */
@NullMarked
package dev.offshoot.gateway.json;

import org.jspecify.annotations.NullMarked;
