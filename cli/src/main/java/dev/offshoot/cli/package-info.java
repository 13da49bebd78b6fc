/** The command line's commands: what a person does to a cluster, or to manifests, by hand. */
@NullMarked
package dev.offshoot.cli;

import org.jspecify.annotations.NullMarked;
