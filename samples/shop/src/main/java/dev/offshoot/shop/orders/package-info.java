/** The orders: from a product to a paid order, over catalog, payments and notifications. */
@NullMarked
package dev.offshoot.shop.orders;

import org.jspecify.annotations.NullMarked;
