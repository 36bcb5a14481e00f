/**
 * Buckets that several nodes have: tickets, members, and how a node joins.
 *
 * <p>Who is a member follows from what the bucket's document says ({@link
 * io.horizonpush.iroh.share.Membership}); what this node keeps of that is behind {@link
 * io.horizonpush.iroh.share.ShareStore}.
 */
@NullMarked
package io.horizonpush.iroh.share;

import org.jspecify.annotations.NullMarked;
