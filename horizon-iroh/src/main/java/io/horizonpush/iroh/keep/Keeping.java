package io.horizonpush.iroh.keep;

import io.horizonpush.iroh.content.ContentStore;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.swarm.BackgroundFetch;
import io.horizonpush.iroh.swarm.PrefixedObjects;
import io.horizonpush.iroh.sync.StreamHandler;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.store.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The bytes that members keep for each other: what this node promised, what it counts on, its share
 * of the copies, what it pins and what it evicts. Wired here. Thread-safe; blocks its (virtual)
 * thread.
 */
public final class Keeping implements AutoCloseable {

  private final Ground ground;
  private final PromiseTerms terms;
  private final PromiseClocks clocks;
  private final KeepDesk desk;
  private final Evictor evictor;
  private final Reliances reliances;
  private final Copies copies;
  private final Pins pins;
  private final Room room;

  /**
   * What it stands on.
   *
   * @param buckets finds a bucket by its id
   * @param fetching fetches a blob from other members, unless it is here
   * @param collect gives back the room of what went
   * @param limits of what bytes take here
   */
  public record Ground(
      Index index,
      ContentStore content,
      ObjectStore objects,
      Function<BucketId, Bucket> buckets,
      NodeId self,
      Fellows fellows,
      BackgroundFetch fetching,
      Runnable collect,
      Room.Limits limits) {}

  public Keeping(Ground ground, PromiseTerms terms) {
    this.ground = ground;
    this.terms = terms;
    Index index = ground.index();
    clocks = new PromiseClocks(index);
    desk = new KeepDesk(index, ground.fellows(), terms, clocks);
    PromiseRule rule = new PromiseRule(terms, clocks);
    Promises promises =
        new Promises(index, new PromiseBook(index, terms, clocks), terms, clocks, ground.fellows());
    evictor = new Evictor(index, ground.content(), promises, rule);
    room = new Room(index, ground.content(), evictor, ground.collect(), ground.limits());
    reliances = new Reliances(index, promises, rule, clocks, ground.fellows(), ground.fetching());
    copies =
        new Copies(
            index, ground.self(), ground.fellows(), ground.fetching(), index.clocks().running());
    pins = new Pins(index, ground.objects(), ground.buckets(), ground.fetching());
  }

  /** Answers what members ask about bytes that this node keeps. */
  public StreamHandler desk() {
    return desk;
  }

  /** Renews and ends what is due. */
  public void renew() {
    ground.content().lastReads().store();
    reliances.run();
  }

  /** Fetches again what too few others promise to keep any longer. */
  public void fetchUnkept() {
    reliances.fetch();
  }

  /** Fetches what is missing of this node's share of copies, and counts them now and then. */
  public void fetchCopies() {
    copies.run();
  }

  /** Fetches what is missing of what is pinned. */
  public void fetchPinned() {
    pins.run();
  }

  /** What goes so that the rest has room. */
  public Room room() {
    return room;
  }

  /** An eviction of the objects of a bucket whose keys begin with a prefix. */
  public Eviction eviction(Bucket bucket, String prefix) {
    return new Eviction(new PrefixedObjects(ground.objects(), bucket, prefix), evictor);
  }

  /**
   * Pins the objects of a bucket whose keys begin with a prefix, or no longer.
   *
   * @return whether that is new
   */
  public boolean pin(BucketId bucket, String prefix, boolean pinned) {
    return pins.set(bucket, prefix, pinned);
  }

  /**
   * Objects that are pinned.
   *
   * @param prefix with which their keys begin
   */
  public record PinnedObjects(BucketName bucket, String prefix) {}

  /** All that is pinned. */
  public List<PinnedObjects> pins() {
    return ground
        .index()
        .read(
            tables ->
                tables.pins().all().stream()
                    .flatMap(
                        pin ->
                            tables.buckets().find(pin.bucket()).stream()
                                .map(row -> new PinnedObjects(row.name(), pin.prefix())))
                    .toList());
  }

  /**
   * Promises nothing in a bucket for as long as those take that are promised, since this node is to
   * leave it; tells how long that is, if others count on it.
   */
  public Optional<Duration> leave(BucketId bucket) {
    Instant now = clocks.ofGiven();
    Instant stopped = now.plus(terms.lasts().multipliedBy(2));
    return ground
        .index()
        .write(
            Durability.STRICT,
            tables ->
                tables
                    .buckets()
                    .find(bucket)
                    .flatMap(
                        row -> {
                          tables.promises().stop(row.id(), stopped);
                          return tables.promises().last(row.id());
                        }))
        .map(last -> Duration.between(now, last));
  }

  /** How many promises other nodes have of this one. */
  public long given() {
    return ground.index().read(tables -> tables.promises().count());
  }

  /** How many blobs others keep for this node. */
  public long relied() {
    return ground.index().read(tables -> tables.reliances().count());
  }

  /** How many of those too few promise to keep any longer. */
  public long unkept() {
    return reliances.lacking();
  }

  /** How many blobs of pinned objects nobody gave. */
  public long unpinned() {
    return pins.missing();
  }

  /** How many blobs too few members have, by bucket, of those that this node counts. */
  public Map<BucketName, Long> lacking() {
    return copies.lacking();
  }

  /** Begins nothing more. */
  @Override
  public void close() {
    copies.close();
    pins.close();
    clocks.close();
  }
}
