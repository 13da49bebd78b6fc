/** {@code doctor}: what stands between a person and a dev space, each with what to do about it. */
@NullMarked
package dev.offshoot.cli.doctor;

import org.jspecify.annotations.NullMarked;
