/** From DevSpaces and lineages to namespaces: what a namespace should carry and hold, how it gets that, and what a DevSpace's status says. */
@NullMarked
package dev.offshoot.controller.space;

import org.jspecify.annotations.NullMarked;
