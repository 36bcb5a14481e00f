package io.horizonpush.iroh.store;

import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.ContentSource;
import io.horizonpush.s3.store.StagedBody;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of objects: staged into records or blobs, and opened from wherever they are. Knows
 * nothing of keys.
 *
 * <p>Thread-safe; blocks its (virtual) thread.
 */
final class Bodies {

  /**
   * The longest body that is kept inside its record, in bytes. A small PUT then waits for the disk
   * once, together with others, instead of once more for a blob's files. Two pages of SQLite: rows
   * much longer than that cost its log more than a file costs.
   */
  static final int INLINE_MAX = 8192;

  /** The most files that one read holds open. */
  private static final int FILES_AT_ONCE = 16;

  private final BlobStore blobs;
  private final List<ContentSource> sources;
  private final Pins pins;

  /**
   * @param sources where bytes are looked for, the nearest first
   */
  Bodies(BlobStore blobs, List<ContentSource> sources, Pins pins) {
    this.blobs = blobs;
    this.sources = List.copyOf(sources);
    this.pins = pins;
  }

  StagedBody stage(ContentReader content, Durability durability) {
    byte[] head = new byte[INLINE_MAX];
    int length = 0;
    for (var piece = content.next(); piece.isPresent(); piece = content.next()) {
      ByteBuffer bytes = piece.get();
      if (length + bytes.remaining() > INLINE_MAX) {
        ByteBuffer read = ByteBuffer.wrap(head, 0, length);
        return stageBlob(new Prefixed(List.of(read, bytes), content), durability);
      }
      int count = bytes.remaining();
      bytes.duplicate().get(head, length, count);
      length += count;
    }
    ByteBuffer bytes = ByteBuffer.wrap(java.util.Arrays.copyOf(head, length));
    return new Staged(new ObjectBody.Inline(bytes), List.of(), pins);
  }

  private StagedBody stageBlob(ContentReader content, Durability durability) {
    PinnedBlob blob = blobs.add(content, durability);
    Part part = new Part(1, blob.hash(), blob.length(), List.of());
    return new Staged(new ObjectBody.Blobs(List.of(part)), List.of(blob), pins);
  }

  /** Stores the bytes of a small body as a blob, pinned until it is closed. */
  PinnedBlob toBlob(ObjectBody.Inline body, Durability durability) {
    ContentReader reader = new Prefixed(List.of(body.bytes()), Optional::empty);
    return pins.kept(blobs.add(reader, durability));
  }

  Optional<StagedBody> stageCopy(ObjectBody source) {
    return switch (source) {
      case ObjectBody.Inline inline -> Optional.of(new Staged(inline, List.of(), pins));
      case ObjectBody.Blobs body -> pin(body);
    };
  }

  private Optional<StagedBody> pin(ObjectBody.Blobs body) {
    List<PinnedBlob> pinned = new ArrayList<>();
    boolean complete = false;
    try {
      for (Part part : body.parts()) {
        Optional<PinnedBlob> blob = blobs.pin(part.blob());
        if (blob.isEmpty()) {
          return Optional.empty();
        }
        pinned.add(blob.get());
      }
      complete = true;
      return Optional.of(new Staged(body, pinned, pins));
    } finally {
      if (!complete) {
        pinned.forEach(pins::release);
      }
    }
  }

  List<Content> open(ObjectBody body, ByteRange range) {
    return switch (body) {
      case ObjectBody.Inline inline ->
          List.of(
              new Content.Memory(
                  inline
                      .bytes()
                      .slice(Math.toIntExact(range.offset()), Math.toIntExact(range.length()))));
      case ObjectBody.Blobs blobBody -> open(blobBody.parts(), range);
    };
  }

  private List<Content> open(List<Part> parts, ByteRange range) {
    List<Run> runs = runs(parts, range);
    if (runs.size() > FILES_AT_ONCE) {
      return openInTurn(runs);
    }
    List<Content> contents = new ArrayList<>();
    boolean complete = false;
    try {
      for (Run run : runs) {
        contents.add(open(run));
      }
      complete = true;
      return contents;
    } finally {
      if (!complete) {
        contents.forEach(Content::close);
      }
    }
  }

  /** The parts that a range touches, and what it touches of each. */
  private static List<Run> runs(List<Part> parts, ByteRange range) {
    List<Run> runs = new ArrayList<>();
    long start = 0;
    for (Part part : parts) {
      long from = Math.max(range.offset(), start);
      long to = Math.min(range.end(), start + part.length());
      if (from < to) {
        runs.add(new Run(part, new ByteRange(from - start, to - from)));
      }
      start += part.length();
    }
    return runs;
  }

  private record Run(Part part, ByteRange range) {}

  /**
   * Opens the runs of an object that has too many for a file each: the first at once, so that what
   * is missing is known before the answer begins, the others when their turn comes.
   */
  private List<Content> openInTurn(List<Run> runs) {
    List<Content> contents = new ArrayList<>();
    boolean complete = false;
    try {
      contents.add(open(runs.getFirst()));
      for (Run run : runs.subList(1, runs.size())) {
        Optional<PinnedBlob> pin = blobs.pin(run.part().blob());
        contents.add(
            new Content.Deferred(
                run.range().length(), () -> open(run), () -> pin.ifPresent(pins::release)));
      }
      complete = true;
      return contents;
    } finally {
      if (!complete) {
        contents.forEach(Content::close);
      }
    }
  }

  private Content open(Run run) {
    for (ContentSource source : sources) {
      Optional<Content> content = source.open(run.part().blob(), run.range());
      if (content.isPresent()) {
        return content.get();
      }
    }
    throw new S3Exception(
        S3ErrorCode.SERVICE_UNAVAILABLE,
        "The bytes of this object are neither on this node nor at a place it can reach now.");
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
  }
}
