/** What runs the controller by itself: from a change in the cluster to the work it makes. */
@NullMarked
package dev.offshoot.controller.loop;

import org.jspecify.annotations.NullMarked;
