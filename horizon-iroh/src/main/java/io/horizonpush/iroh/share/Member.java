package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.WriterId;
import java.util.Optional;
import java.util.Set;

/**
 * A node that a bucket belongs to, among others.
 *
 * @param authors as whom it writes entries
 * @param share the ticket by which it came; nothing for one that an owner named
 */
public record Member(
    NodeId node, MemberMode mode, Set<WriterId> authors, Contact contact, Optional<ShareId> share) {

  public Member {
    authors = Set.copyOf(authors);
  }
}
