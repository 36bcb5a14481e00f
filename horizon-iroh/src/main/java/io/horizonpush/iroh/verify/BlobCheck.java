package io.horizonpush.iroh.verify;

import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectRecord;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.Content;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Counts the names of blobs again and looks at each blob once. Confined to one thread. */
final class BlobCheck {

  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

  private final BlobStore blobs;
  private final List<String> findings;
  private final Map<BlobHash, Counted> counted = new HashMap<>();
  private long bytesRead;

  BlobCheck(BlobStore blobs, List<String> findings) {
    this.blobs = blobs;
    this.findings = findings;
  }

  /**
   * What the rows of the index say of a blob.
   *
   * @param length in bytes, -1 where no row says it
   */
  private record Counted(long refs, long length) {
    Counted and(Counted other) {
      return new Counted(refs + other.refs, Math.max(length, other.length));
    }
  }

  void count(ObjectRecord object) {
    if (object.body() instanceof ObjectBody.Blobs body) {
      body.parts().forEach(part -> count(part.blob(), part.length()));
    }
  }

  void count(BlobHash blob, long length) {
    Counted before = counted.get(blob);
    if (before != null && before.length() >= 0 && before.length() != length) {
      findings.add("two rows disagree about the length of blob " + blob);
    }
    counted.merge(blob, new Counted(1, length), Counted::and);
  }

  void count(BlobHash manifest) {
    counted.merge(manifest, new Counted(1, -1), Counted::and);
  }

  /**
   * Compares the count with the table of blobs, and that with the store; tells how many there are.
   */
  long compareCounts(Tables tables) {
    Map<BlobHash, Counted> left = new HashMap<>(counted);
    long rows = 0;
    try (var all = tables.blobs().all()) {
      for (var row : (Iterable<BlobRow>) all::iterator) {
        rows++;
        Counted expected = left.remove(row.hash());
        long refs = expected == null ? 0 : expected.refs();
        if (refs != row.refs()) {
          findings.add(
              "blob %s is named %d times, but counted %d times"
                  .formatted(row.hash(), refs, row.refs()));
        }
        if (expected != null && expected.length() >= 0 && expected.length() != row.length()) {
          findings.add("the length of blob %s is recorded wrong".formatted(row.hash()));
        }
        compareStatus(row.hash(), row.length());
      }
    }
    left.keySet().forEach(blob -> findings.add("blob %s is named but not counted".formatted(blob)));
    return rows;
  }

  private void compareStatus(BlobHash blob, long length) {
    switch (blobs.status(blob)) {
      case BlobStore.BlobStatus.Absent absent -> findings.add("blob %s is missing".formatted(blob));
      case BlobStore.BlobStatus.Partial partial ->
          findings.add("blob %s is not complete".formatted(blob));
      case BlobStore.BlobStatus.Complete(long actual) -> {
        if (actual != length) {
          findings.add("blob %s has %d bytes instead of %d".formatted(blob, actual, length));
        }
      }
    }
  }

  /** Reads an object again. The ETag of a multipart object is no hash of its bytes. */
  void compareETag(ObjectRecord object) {
    boolean comparable = object.partCount() == 0 && MD5.matcher(object.etag().value()).matches();
    MessageDigest md5 = md5();
    try {
      read(object, md5);
    } catch (RuntimeException e) {
      findings.add(
          "the bytes of '%s' in %s cannot be read: %s"
              .formatted(object.key(), object.bucket(), e.getMessage()));
      return;
    }
    if (comparable && !HexFormat.of().formatHex(md5.digest()).equals(object.etag().value())) {
      findings.add(
          "the bytes of '%s' in %s do not match its ETag".formatted(object.key(), object.bucket()));
    }
  }

  long bytesRead() {
    return bytesRead;
  }

  private void read(ObjectRecord object, MessageDigest md5) {
    switch (object.body()) {
      case ObjectBody.Inline inline -> md5.update(inline.bytes());
      case ObjectBody.Blobs body -> {
        for (ObjectBody.Part part : body.parts()) {
          try (Content content =
              blobs.open(part.blob(), ByteRange.all(part.length())).orElseThrow()) {
            bytesRead += Contents.forEach(content, md5::update);
          }
        }
      }
    }
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
