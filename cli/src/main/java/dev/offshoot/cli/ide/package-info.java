/** {@code ide}: launch files of IDEs, changed so that a local process is connected before it is started. */
@NullMarked
package dev.offshoot.cli.ide;

import org.jspecify.annotations.NullMarked;
