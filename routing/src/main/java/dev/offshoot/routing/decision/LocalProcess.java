package dev.offshoot.routing.decision;

/**
 * What is known of the local process that a Tunnel makes a Service.
 *
 * @param owner the user who connected it, for messages
 * @param patient whether an answer may take as long as it takes, since the process may stand in a debugger
 */
public record LocalProcess(String owner, boolean patient) {}
