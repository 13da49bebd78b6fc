package dev.offshoot.routing.host;

/** How a host names its space. */
public enum HostForm {
    /** Not at all: {@code shop.dev.example.com}. */
    BARE,
    /** {@code alice.s.shop.dev.example.com}. */
    DOTTED,
    /** {@code alice--shop.dev.example.com}: one wildcard certificate serves all. */
    SINGLE_LABEL
}
