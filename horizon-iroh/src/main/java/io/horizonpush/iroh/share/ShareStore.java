package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.DocumentSource.Capabilities;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.WriterId;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What this node keeps of shared buckets: a port. What is said in a change is durable when that
 * returns, and reaches the bucket's document as every other change does. Thread-safe; blocks its
 * (virtual) thread.
 */
public interface ShareStore {

  /** Every shared bucket, by name. */
  List<SharedBucket> all();

  /** A shared bucket; nothing for one that this node has alone, or not at all. */
  Optional<SharedBucket> find(BucketId bucket);

  /**
   * The bucket of a name, shared or not.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code NoSuchBucket}
   */
  BucketId require(BucketName name);

  /** Whether a bucket of this node has a name. */
  Optional<BucketId> named(BucketName name);

  /** Whom a share that this node made has admitted. */
  Set<NodeId> admitted(BucketId bucket, ShareId share);

  /**
   * Changes what is said about a bucket. The change sees the bucket as it is, and nobody else
   * changes it meanwhile; what it throws undoes it.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code NoSuchBucket}
   */
  <T> T change(BucketId bucket, Function<Draft, T> change);

  /**
   * Makes a bucket that this node was admitted to; one that is here already learns where members
   * are now, and its document's secret.
   *
   * @throws ShareException {@code NAME_TAKEN}
   */
  SharedBucket join(Joining joining);

  /** Notes where a member of buckets was met; other nodes are not told. */
  void met(NodeId node, List<InetSocketAddress> addresses);

  /** Removes a shared bucket from this node. */
  void leave(BucketId bucket);

  /** A change of what is said about one bucket. Confined to the change. */
  interface Draft {

    /** Whether the bucket is shared. */
    boolean isShared();

    /** Shares a bucket that was not, with this node's author as its founder. */
    void found();

    /** Who is a member, by all that is said so far. */
    Membership membership();

    /**
     * Says something of a node, in place of what this node's author said of it before.
     *
     * @param behind a clock that this must be later than
     */
    void say(NodeId node, MemberRecord record, long behind);

    /** Says something of a share, likewise. */
    void say(ShareRecord record, long behind);

    /** Says that a node joined, likewise. */
    void say(JoinRecord record, long behind);

    /** Passes on that a node left. */
    void say(NodeId node, Parting parting);

    /**
     * Has this node open the bucket's next epoch, once this is durable: what was known of the one
     * before then opens nothing any more.
     */
    void openEpoch();

    /** Says which node is the home, likewise. */
    void say(HomeRecord record);

    /** What this node's author said of a node. */
    Optional<MemberRecord> own(NodeId node);

    /** Whom a share that this node made has admitted. */
    Set<NodeId> admitted(ShareId share);

    /** Notes that a share that this node made has admitted a node. */
    void admit(ShareId share, NodeId node);
  }

  /**
   * A bucket as who admitted this node says that it is.
   *
   * @param name that it is to have here
   * @param owner of it here
   * @param mode what this node may do
   * @param hints where its members are
   */
  record Joining(
      BucketId bucket,
      BucketName name,
      Owner owner,
      MemberMode mode,
      Origin origin,
      Capabilities documents,
      Map<NodeId, List<InetSocketAddress>> hints) {

    public Joining {
      hints = Map.copyOf(hints);
    }
  }

  /**
   * Where a bucket began.
   *
   * @param founder the author who was the first owner
   */
  record Origin(WriterId founder, Instant createdAt) {}
}
