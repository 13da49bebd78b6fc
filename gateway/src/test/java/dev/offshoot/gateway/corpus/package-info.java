/** The raw-socket corpus: cases of HTTP framing as data files, run at the gateway directly and behind other proxies. */
@org.jspecify.annotations.NullMarked
package dev.offshoot.gateway.corpus;
