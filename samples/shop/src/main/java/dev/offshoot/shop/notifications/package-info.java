/** The notifications: what happened, as a stream of server-sent events. */
@NullMarked
package dev.offshoot.shop.notifications;

import org.jspecify.annotations.NullMarked;
