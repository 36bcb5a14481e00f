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

  /** Tickets, by the names of their buckets. */
  TicketList tickets(PageRequest page);

  /** Takes a ticket back. */
  RevokedTicket revokeTicket(String id, boolean withMembers);

  /** Members of a bucket, by their ids. */
  MemberList members(BucketName bucket, PageRequest page);

  /** Changes what a member may do, or removes it; answers the first page of the members. */
  MemberList changeMember(BucketName bucket, MemberChange change);

  /** Removes a shared bucket from this node. */
  LeftBucket leave(BucketName bucket, boolean force);
}
