package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a node answers about bytes of others, fixed, for tests of the HTTP around it. */
public final class TestingCache implements CacheControl {

  /** What was asked for, in words. */
  public final List<String> asked = new CopyOnWriteArrayList<>();

  /** How every fetch ends. */
  public volatile PrefetchReport.State end = PrefetchReport.State.DONE;

  /** What nobody has of it. */
  public volatile long unavailable;

  @Override
  public PrefetchReport prefetch(PrefetchRequest wanted) {
    asked.add("prefetch " + wanted.bucket() + " " + wanted.prefix().orElse("-"));
    return new PrefetchReport(
        7, wanted.bucket(), wanted.prefix().orElse(""), PrefetchReport.State.RUNNING, 0, 0, 0, 0);
  }

  @Override
  public CacheReport status() {
    CacheReport.Bytes bytes = new CacheReport.Bytes(4096, 1024, 2048);
    CacheReport.Reads reads = new CacheReport.Reads(3, 1, 3000, 1000, 2500);
    return new CacheReport(
        Optional.of(1L << 20),
        bytes,
        512,
        reads,
        Instant.EPOCH,
        List.of(new CacheReport.OfBucket(new BucketName("b-1"), List.of("cold"), bytes, reads)));
  }

  @Override
  public EvictionReport evict(EvictionRequest wanted) {
    asked.add("evict " + wanted.bucket() + " " + wanted.prefix().orElse("-"));
    return new EvictionReport(
        9, wanted.bucket(), wanted.prefix().orElse(""), EvictionReport.State.RUNNING, 0, 0, 0, 0);
  }

  @Override
  public EvictionReport eviction(long id) {
    if (id != 9) {
      throw new IllegalArgumentException("there is no eviction " + id + " any more");
    }
    return new EvictionReport(
        id, new BucketName("b-1"), "a/", EvictionReport.State.DONE, 3, 2, 2048, 1);
  }

  @Override
  public PinList pin(PinRequest wanted) {
    asked.add(
        (wanted.pinned() ? "pin " : "unpin ")
            + wanted.bucket()
            + " "
            + wanted.prefix().orElse("-"));
    return pins();
  }

  @Override
  public PinList pins() {
    return new PinList(List.of(new PinList.Pin(new BucketName("b-1"), "a/")));
  }

  @Override
  public PrefetchReport prefetch(long id) {
    if (id != 7) {
      throw new IllegalArgumentException("there is no prefetch " + id + " any more");
    }
    return new PrefetchReport(id, new BucketName("b-1"), "a/", end, 3, 2, 2048, unavailable);
  }
}
