/** The certificates of the URL listener: read from files, chosen by server name, followed as the files change. */
@NullMarked
package dev.offshoot.gateway.tls;

import org.jspecify.annotations.NullMarked;
