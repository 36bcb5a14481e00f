package io.horizonpush.iroh.store;

import io.horizonpush.iroh.content.ContentStore;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.index.PluginLimits;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.replica.ManifestHash;
import io.horizonpush.iroh.share.ShareStore;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.AwaitedUploads;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.BucketStore;
import io.horizonpush.s3.store.ContentSource;
import io.horizonpush.s3.store.MultipartStore;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.OriginJournal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The stores of this node over one index and one blob store, wired.
 *
 * <p>Thread-safe. Closes nothing: index, blobs and documents belong to whoever opened them.
 */
public final class NodeStores {

  /** What the records of hot objects, small bodies included, may take of the heap, in bytes. */
  private static final long CACHED_RECORDS = 32 << 20;

  private final ChangeNews news = new ChangeNews();
  private final Index index;
  private final ContentStore content;
  private final BucketSweep sweep;
  private final Sharing sharing;
  private final Buckets buckets;
  private final Backlog backlog;
  private final IndexedObjectStore objects;
  private final IndexedMultipartStore uploads;
  private final UseCounter uses;
  private final Upkeep upkeep;
  private final LockClock locks;
  private final UploadExpiry expiry;
  private final HomeDecisions decisions;
  private final HomeRequests requests;
  private final PluginStores.Ground pluginGround;
  private final PluginStores plugins;

  /**
   * What the stores stand on.
   *
   * @param sources where the bytes of objects are looked for when they are not here, the nearest
   *     first
   * @param hash names manifests
   * @param writer this node's author
   */
  public record Ground(
      Index index,
      ContentStore content,
      BucketReplicas replicas,
      List<ContentSource> sources,
      ManifestHash hash,
      WriterId writer) {}

  public NodeStores(Ground ground, UploadLimits uploadLimits) {
    index = ground.index();
    content = ground.content();
    backlog = new Backlog(waiting());
    sweep = new BucketSweep(index, ground.replicas(), backlog);
    sharing = new Sharing(ground.writer());
    HeldBlobs held = new HeldBlobs(content, index);
    buckets = new Buckets(index, sweep, backlog, sharing, held, news);
    uses = new UseCounter(index, held);
    Bodies bodies =
        new Bodies(
            content,
            content.limits(),
            held,
            ground.sources(),
            content.floor(),
            content.lastReads());
    locks = new LockClock(index);
    objects =
        new IndexedObjectStore(
            index,
            buckets,
            new IndexedObjectStore.Blobs(bodies, held, uses),
            new RecordCache(CACHED_RECORDS),
            new Arrivals(ground.hash(), locks),
            ground.writer());
    uploads = new IndexedMultipartStore(index, bodies, uploadLimits);
    decisions = new HomeDecisions(index, buckets, objects);
    requests = new HomeRequests(index, buckets, held, uses);
    pluginGround = new PluginStores.Ground(index, content, buckets, bodies, held, sharing);
    plugins = plugins(PluginLimits.USUAL);
    expiry = new UploadExpiry(index, locks, uploadLimits.maxAge());
    upkeep = new Upkeep(index, objects, buckets, new Upkeep.Blobs(held, uses), locks);
  }

  /** What waits of each bucket, also of those that were deleted and are still to be swept. */
  private Map<Long, Long> waiting() {
    Map<Long, Long> counts = new HashMap<>();
    List<Long> buckets = new ArrayList<>(index.read(tables -> tables.buckets().doomed()));
    index.read(tables -> tables.buckets().all()).forEach(row -> buckets.add(row.id()));
    for (long bucket : buckets) {
      long count = index.read(tables -> tables.log().count(Reader.PUBLISHER, bucket));
      if (count > 0) {
        counts.put(bucket, count);
      }
    }
    return counts;
  }

  /** Says what is not as it was. */
  public ChangeNews news() {
    return news;
  }

  public BucketStore buckets() {
    return buckets;
  }

  /**
   * The bucket of an id, as clients find it by its name.
   *
   * @throws S3Exception {@code NoSuchBucket}
   */
  public Bucket bucket(BucketId id) {
    return buckets.get(id);
  }

  /**
   * What this node keeps of the buckets that others have, too.
   *
   * @param box encrypts the secrets of documents
   */
  public ShareStore shares(SecretBox box) {
    return new ShareBook(index, buckets, sweep, sharing, box);
  }

  /** The steps of buckets from one document to the next. */
  public EpochSteps epochs() {
    return new EpochSteps(index, buckets, objects, sharing);
  }

  public ObjectStore objects() {
    return objects;
  }

  /**
   * What is to be done at origins.
   *
   * @param box encrypts the tokens of uploads
   */
  public OriginJournal originJournal(SecretBox box) {
    return new IndexedOriginJournal(index, objects, box);
  }

  /** What other members are to bring to origins. */
  public AwaitedUploads awaitedUploads() {
    return new IndexedAwaitedUploads(index);
  }

  public MultipartStore uploads() {
    return uploads;
  }

  /** What this node decides for other members, as the home of buckets. */
  public HomeDecisions homeDecisions() {
    return decisions;
  }

  /** What this node asks the homes of buckets, as long as it does not know the end of it. */
  public HomeRequests homeRequests() {
    return requests;
  }

  /** What plugins keep, and what they hear. */
  public PluginStores plugins() {
    return plugins;
  }

  /** The same with other bounds. */
  final PluginStores plugins(PluginLimits limits) {
    return new PluginStores(pluginGround, limits);
  }

  /** The end of uploads that nobody finishes. */
  public UploadExpiry uploadExpiry() {
    return expiry;
  }

  /** The memory of bodies on their way. */
  public BodyMemory bodyMemory() {
    return content.limits().memory();
  }

  /** The changes that wait to be published. */
  public Backlog backlog() {
    return backlog;
  }

  /** The clock by which locks end. */
  public LockClock lockClock() {
    return locks;
  }

  /** The work that nobody waits for. */
  public Upkeep upkeep() {
    return upkeep;
  }

  /**
   * Finds what crashes left of buckets, and documents that are lost. To be called at a node's
   * start, before any request and before anything is published.
   *
   * @return removes and repairs it, beside the requests
   */
  public Runnable leftovers() {
    BucketSweep.Leftovers leftovers = sweep.leftovers();
    buckets.backfill().forgetLost(leftovers.lost());
    leftovers.unmade().forEach(epochs()::giveUp);
    return () -> {
      leftovers.removal().run();
      content.removeStrays();
      buckets.backfill().resume();
    };
  }

  /**
   * Removes every blob that nothing uses, and gives back the space of those in segments that have
   * much of it, and some of the index's. Bodies that are staged now are kept.
   *
   * @return the hashes of those that are gone
   */
  public Set<BlobHash> collectGarbage() {
    uses.run();
    boolean _ = giveBackPages();
    return content.collect();
  }

  private boolean giveBackPages() {
    return index.read(tables -> tables.freePages().areMany())
        && index.write(Durability.RELAXED, tables -> tables.freePages().giveBack());
  }

  /**
   * The same also in the segments that are being written, which end by this, and of what earlier
   * processes left.
   *
   * @throws S3Exception if nothing may be removed now
   */
  public Set<BlobHash> collectAllGarbage() {
    content
        .removals()
        .refusal()
        .ifPresent(
            why -> {
              throw new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, why);
            });
    content.compaction().seal();
    content.removeStrays();
    boolean more = true;
    while (more) {
      more = giveBackPages();
    }
    return collectGarbage();
  }
}
