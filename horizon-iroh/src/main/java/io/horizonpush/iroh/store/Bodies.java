package io.horizonpush.iroh.store;

import io.horizonpush.iroh.content.BodyLimits;
import io.horizonpush.iroh.content.LastReads;
import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.ContentSource;
import io.horizonpush.s3.store.Extent;
import io.horizonpush.s3.store.Extent.Bytes;
import io.horizonpush.s3.store.StagedBody;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The bytes of objects: staged into records or blobs, and opened from wherever they are. Knows
 * nothing of keys.
 *
 * <p>Thread-safe; blocks its (virtual) thread.
 */
final class Bodies {

  /** A body inside its record is in memory twice: as it came, and in the row. */
  private static final int COPIES = 2;

  /** The most runs that are opened before their turn comes. */
  private static final int OPENED_AHEAD = 2;

  private final BlobStore blobs;
  private final BodyLimits limits;
  private final HeldBlobs held;
  private final List<ContentSource> sources;
  private final DiskFloor floor;
  private final LastReads lastReads;

  /**
   * @param sources where bytes are looked for when they are not here, the nearest first
   * @param floor what is to be left of the disk
   * @param lastReads hears which blobs are read
   */
  Bodies(
      BlobStore blobs,
      BodyLimits limits,
      HeldBlobs held,
      List<ContentSource> sources,
      DiskFloor floor,
      LastReads lastReads) {
    this.lastReads = lastReads;
    this.floor = floor;
    this.blobs = blobs;
    this.limits = limits;
    this.held = held;
    this.sources = Stream.concat(Stream.of(held), sources.stream()).toList();
  }

  /**
   * Lets something be stored, bytes or a record.
   *
   * @throws S3Exception if the disk has too little room
   */
  void requireRoom() {
    floor.require(0);
  }

  StagedBody stage(ContentReader body, Durability durability) {
    ContentReader content = floor.guard(body);
    Optional<ByteBuffer> first = content.next();
    int length = first.map(ByteBuffer::remaining).orElse(0);
    if (length > limits.inlineMax()) {
      return stageBlob(new Prefixed(List.of(first.get()), content), durability);
    }
    BodyMemory.Share share = limits.memory().begin((long) COPIES * length);
    boolean staged = false;
    try {
      StagedBody gathered = gather(first, content, share, durability);
      staged = true;
      return gathered;
    } finally {
      if (!staged) {
        share.close();
      }
    }
  }

  /** The memory of a small body is its own until nobody needs it; a longer one leaves it. */
  private StagedBody gather(
      Optional<ByteBuffer> first,
      ContentReader content,
      BodyMemory.Share share,
      Durability durability) {
    byte[] head = new byte[first.map(ByteBuffer::remaining).orElse(0)];
    int length = 0;
    Optional<ByteBuffer> piece = first;
    while (piece.isPresent()) {
      ByteBuffer bytes = piece.get();
      int count = bytes.remaining();
      if (length + count > limits.inlineMax()) {
        share.close();
        ByteBuffer read = ByteBuffer.wrap(head, 0, length);
        return stageBlob(new Prefixed(List.of(read, bytes), content), durability);
      }
      if (length + count > head.length) {
        head = Arrays.copyOf(head, Math.min(limits.inlineMax(), 2 * (length + count)));
        share.insist((long) COPIES * head.length);
      }
      bytes.duplicate().get(head, length, count);
      length += count;
      if (limits.memory().mustGiveWay(content)) {
        share.close();
        ByteBuffer read = ByteBuffer.wrap(head, 0, length);
        return stageBlob(new Prefixed(List.of(read), content), durability);
      }
      piece = content.next();
    }
    byte[] whole = length == head.length ? head : Arrays.copyOf(head, length);
    return Staged.inline(ObjectBody.Inline.of(ByteBuffer.wrap(whole)), share);
  }

  private StagedBody stageBlob(ContentReader content, Durability durability) {
    PinnedBlob blob = blobs.add(content, durability);
    Part part = Part.plain(1, blob.hash(), blob.length(), List.of());
    return Staged.held(new ObjectBody.Blobs(List.of(part)), List.of(blob));
  }

  /** Stores the bytes of a small body as a blob, pinned until it is closed. */
  PinnedBlob toBlob(ObjectBody.Inline body, Durability durability) {
    ContentReader reader = new Prefixed(List.of(sound(body).bytes()), Optional::empty);
    return blobs.add(reader, durability);
  }

  Optional<StagedBody> stageCopy(BucketId bucket, ObjectBody source) {
    return switch (source) {
      case ObjectBody.Inline inline -> Optional.of(Staged.held(sound(inline), List.of()));
      case ObjectBody.Blobs body ->
          held.held(bucket, blobsOf(body)).containsAll(blobsOf(body))
              ? pin(body)
              : Optional.of(Staged.named(body));
      case ObjectBody.Remote _, ObjectBody.Dropped _, ObjectBody.Unknown _ -> Optional.empty();
    };
  }

  /** Each of the blobs of a body once, however many of its parts are equal. */
  private static Set<BlobHash> blobsOf(ObjectBody.Blobs body) {
    return body.parts().stream()
        .map(Part::blob)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Keeps the blobs of a body; nothing when one is not here. */
  private Optional<StagedBody> pin(ObjectBody.Blobs body) {
    List<PinnedBlob> pinned = new ArrayList<>();
    boolean complete = false;
    try {
      for (BlobHash hash : blobsOf(body)) {
        Optional<PinnedBlob> blob = blobs.pin(hash);
        if (blob.isEmpty()) {
          return Optional.empty();
        }
        pinned.add(blob.get());
      }
      complete = true;
      return Optional.of(Staged.held(body, pinned));
    } finally {
      if (!complete) {
        pinned.forEach(PinnedBlob::close);
      }
    }
  }

  List<Content> open(BucketId bucket, StoredVersion object, ByteRange range) {
    return switch (object.body()) {
      case ObjectBody.Inline inline ->
          List.of(
              new Content.Memory(
                  sound(inline)
                      .bytes()
                      .slice(Math.toIntExact(range.offset()), Math.toIntExact(range.length()))));
      case ObjectBody.Blobs blobBody -> open(runs(bucket, object, blobBody.parts(), range));
      case ObjectBody.Remote remote ->
          open(
              List.of(
                  new Run(
                      extent(bucket, object, 1, remote.length(), new Bytes.AtOrigin(remote)),
                      range)));
      case ObjectBody.Dropped _ -> throw S3Exception.noSuchKey(object.key());
      case ObjectBody.Unknown _ -> throw S3Exception.foreignVersion(object.key());
    };
  }

  /** A small body whose bytes are still those that were written. */
  private static ObjectBody.Inline sound(ObjectBody.Inline body) {
    if (!body.isSound()) {
      throw new S3Exception(
          S3ErrorCode.INTERNAL_ERROR,
          "The bytes of this object are damaged on this node: they do not match their checksum.");
    }
    return body;
  }

  private static Extent extent(
      BucketId bucket, StoredVersion object, int part, long length, Bytes bytes) {
    return new Extent(bucket, object.key(), object.id(), part, length, bytes);
  }

  /** The parts that a range touches, and what it touches of each. */
  private static List<Run> runs(
      BucketId bucket, StoredVersion object, List<Part> parts, ByteRange range) {
    List<Run> runs = new ArrayList<>();
    long start = 0;
    for (Part part : parts) {
      long from = Math.max(range.offset(), start);
      long to = Math.min(range.end(), start + part.length());
      if (from < to) {
        Bytes bytes = new Bytes.Hashed(part.blob());
        runs.add(
            new Run(
                extent(bucket, object, part.number(), part.length(), bytes),
                new ByteRange(from - start, to - from)));
      }
      start += part.length();
    }
    return runs;
  }

  private record Run(Extent extent, ByteRange range) {

    private Optional<BlobHash> blob() {
      return extent.bytes() instanceof Bytes.Hashed(BlobHash blob)
          ? Optional.of(blob)
          : Optional.empty();
    }
  }

  /**
   * Opens the first runs, so that what is missing is known before the answer begins, and the others
   * when their turn comes: until then they are only kept from being dropped. However many there
   * are, the index is asked about them once.
   */
  private List<Content> open(List<Run> runs) {
    runs.forEach(run -> run.blob().ifPresent(lastReads::note));
    List<Content> contents = new ArrayList<>();
    boolean complete = false;
    try {
      for (Run run : runs.subList(0, Math.min(OPENED_AHEAD, runs.size()))) {
        contents.add(open(run));
      }
      List<Run> later = runs.subList(contents.size(), runs.size());
      Set<BlobHash> mine = heldOf(later);
      later.forEach(run -> contents.add(deferred(run, mine)));
      complete = true;
      return contents;
    } finally {
      if (!complete) {
        contents.forEach(Content::close);
      }
    }
  }

  /**
   * A range of one part of a version, from wherever its bytes are.
   *
   * @throws S3Exception {@code ServiceUnavailable} if nobody has them
   */
  Content open(Extent extent, ByteRange range) {
    Run run = new Run(extent, range);
    run.blob().ifPresent(lastReads::note);
    return open(run);
  }

  /**
   * The blobs of runs that the bucket holds. This is decided before the answer begins: their object
   * may be replaced before their turn comes.
   */
  private Set<BlobHash> heldOf(List<Run> runs) {
    Set<BlobHash> blobs = new HashSet<>();
    runs.forEach(run -> run.blob().ifPresent(blobs::add));
    return blobs.isEmpty() ? blobs : held.held(runs.getFirst().extent().bucket(), blobs);
  }

  /** A run whose turn comes later. */
  private Content deferred(Run run, Set<BlobHash> mine) {
    Optional<BlobHash> blob = run.blob().filter(mine::contains);
    if (blob.isEmpty()) {
      return new Content.Deferred(run.range().length(), () -> open(run), () -> {});
    }
    BlobStore.Kept kept = blobs.keep(blob.get());
    return new Content.Deferred(
        run.range().length(),
        () -> blobs.open(blob.get(), run.range()).content().orElseGet(() -> open(run)),
        kept::close);
  }

  /** A source that cannot be reached leaves it to those behind, and says so if none has them. */
  private Content open(Run run) {
    Optional<S3Exception> failure = Optional.empty();
    for (ContentSource source : sources) {
      try {
        Optional<Content> content = source.open(run.extent(), run.range());
        if (content.isPresent()) {
          return content.get();
        }
      } catch (S3Exception e) {
        if (e.code() != S3ErrorCode.SERVICE_UNAVAILABLE) {
          throw e;
        }
        failure = failure.or(() -> Optional.of(e));
      }
    }
    throw failure.orElseGet(
        () ->
            new S3Exception(
                S3ErrorCode.SERVICE_UNAVAILABLE,
                "The bytes of this object are neither on this node nor at a place it can reach"
                    + " now."));
  }

  /** Pieces that were read already, and then the rest. */
  private static final class Prefixed implements ContentReader {
    private final List<ByteBuffer> head;
    private final ContentReader rest;
    private int given;

    Prefixed(List<ByteBuffer> head, ContentReader rest) {
      this.head = head;
      this.rest = rest;
    }

    @Override
    public Optional<ByteBuffer> next() {
      while (given < head.size()) {
        ByteBuffer piece = head.get(given++);
        if (piece.hasRemaining()) {
          return Optional.of(piece);
        }
      }
      return rest.next();
    }

    @Override
    public boolean isReady() {
      return given < head.size() || rest.isReady();
    }
  }
}
