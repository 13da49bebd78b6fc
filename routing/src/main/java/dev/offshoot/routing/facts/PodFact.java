package dev.offshoot.routing.facts;

import java.util.List;

/** A Pod that may call: its addresses tell which space a call comes from. Pods on their node's network aren't here. */
public record PodFact(String namespace, String name, List<String> addresses) {
    public PodFact {
        addresses = List.copyOf(addresses);
    }
}
