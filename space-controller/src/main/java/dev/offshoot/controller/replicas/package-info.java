/** The gateway replicas as they are now: their Pods watched, one open connection to each. */
@NullMarked
package dev.offshoot.controller.replicas;

import org.jspecify.annotations.NullMarked;
