/** The interception plan: which Services are intercepted, through which listening ports and objects. Pure functions on values. */
@NullMarked
package dev.offshoot.routing.plan;

import org.jspecify.annotations.NullMarked;
