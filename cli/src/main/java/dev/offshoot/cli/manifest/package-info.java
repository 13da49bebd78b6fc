/** Manifests without what interception left in them, by cutting text out of them. */
@NullMarked
package dev.offshoot.cli.manifest;

import org.jspecify.annotations.NullMarked;
