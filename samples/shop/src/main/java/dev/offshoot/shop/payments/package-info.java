/** The payments: a leaf that speaks gRPC. */
@NullMarked
package dev.offshoot.shop.payments;

import org.jspecify.annotations.NullMarked;
