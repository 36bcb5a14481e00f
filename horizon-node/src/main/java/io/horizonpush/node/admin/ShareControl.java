package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;

/**
 * What the admin API asks of the node about tickets and members. Thread-safe; blocks its (virtual)
 * thread. What is refused is an {@link io.horizonpush.iroh.share.ShareException}.
 */
public interface ShareControl {

  /** Makes a ticket. */
  NewTicket exportTicket(TicketRequest asked);

  /** Joins the bucket that a ticket is for. */
  ImportedBucket importTicket(TicketImport asked);

  /** Every ticket. */
  TicketList tickets();

  /** Takes a ticket back. */
  RevokedTicket revokeTicket(String id, boolean withMembers);

  /** The members of a bucket. */
  MemberList members(BucketName bucket);

  /** Changes what a member may do, or removes it. */
  MemberList changeMember(BucketName bucket, MemberChange change);

  /** Removes a shared bucket from this node. */
  LeftBucket leave(BucketName bucket, boolean force);
}
