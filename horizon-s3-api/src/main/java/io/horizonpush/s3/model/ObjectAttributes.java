package io.horizonpush.s3.model;

import java.util.Optional;

/**
 * What can be changed of an object without writing it again.
 *
 * @param acl who may do what with it, and whose it is; nothing for an object of its bucket's owner
 *     that is open to nobody else
 */
public record ObjectAttributes(Optional<Acl> acl, Tags tags) {

  public static final ObjectAttributes EMPTY = new ObjectAttributes(Optional.empty(), Tags.NONE);

  public ObjectAttributes withAcl(Acl changed) {
    return new ObjectAttributes(Optional.of(changed), tags);
  }

  public ObjectAttributes withTags(Tags changed) {
    return new ObjectAttributes(acl, changed);
  }
}
