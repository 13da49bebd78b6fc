package dev.offshoot.routing.facts;

/**
 * That there is a DevSpace, and which version of what it asks for. What that is, is read when it is carried out.
 *
 * @param uid {@code metadata.uid}, empty where the object has none (files)
 * @param generation {@code metadata.generation}: another one for each change of the spec; 0 where the object has none
 * @param deleting whether it is being deleted
 */
public record DevSpaceFact(String uid, long generation, boolean deleting) {}
