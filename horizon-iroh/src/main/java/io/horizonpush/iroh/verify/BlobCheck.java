package io.horizonpush.iroh.verify;

import io.horizonpush.iroh.content.ContentStore;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.BlobTable.Segment;
import io.horizonpush.iroh.index.BlobUseTable.Kind;
import io.horizonpush.iroh.index.BlobUseTable.PendingUse;
import io.horizonpush.iroh.index.BlobUseTable.UseRow;
import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.RecordLength;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.Residency;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.BlobStore.BlobStatus;
import io.horizonpush.s3.store.Content;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Counts the uses of blobs again and looks at each blob once. Confined to one thread. */
final class BlobCheck {

  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

  private final ContentStore blobs;
  private final List<String> findings;
  private final Map<Name, Long> counted = new HashMap<>();
  private final Map<BlobHash, Long> lengths = new HashMap<>();
  private long bytesRead;

  BlobCheck(ContentStore blobs, List<String> findings) {
    this.blobs = blobs;
    this.findings = findings;
  }

  private record Name(BlobHash hash, long bucket, Kind kind) {}

  void count(long bucket, Kind kind, List<Used> used) {
    for (Used each : used) {
      Long before = lengths.put(each.hash(), each.length());
      if (before != null && before != each.length()) {
        findings.add("two rows disagree about the length of blob " + each.hash());
      }
      add(new Name(each.hash(), bucket, kind), 1);
    }
  }

  /** Takes back what is written down as still to be counted. */
  void expect(List<PendingUse> pending) {
    for (PendingUse use : pending) {
      for (Used each : use.blobs()) {
        lengths.putIfAbsent(each.hash(), each.length());
        add(new Name(each.hash(), use.use().bucket(), use.use().kind()), -use.change());
      }
    }
  }

  private void add(Name name, long uses) {
    counted.merge(name, uses, (one, two) -> one + two == 0 ? null : one + two);
  }

  /**
   * Compares the count with the tables of uses and blobs, and those with the store; tells how many
   * blobs there are.
   *
   * @param deep whether the bytes of each are read again
   */
  long compareCounts(Tables tables, boolean deep) {
    Map<Name, Long> left = new HashMap<>(counted);
    Map<BlobHash, Long> used = new HashMap<>();
    try (var all = tables.uses().all()) {
      for (UseRow row : (Iterable<UseRow>) all::iterator) {
        Long expected = left.remove(new Name(row.hash(), row.bucket(), row.kind()));
        used.merge(row.hash(), row.uses(), Long::sum);
        if (expected == null || expected != row.uses()) {
          findings.add(
              "blob %s is used %d times as %s by bucket %d, but counted %d times"
                  .formatted(
                      row.hash(),
                      expected == null ? 0 : expected,
                      row.kind(),
                      row.bucket(),
                      row.uses()));
        }
        if (row.held() > row.uses()
            || row.held() < 0
            || row.unconfirmed() < 0
            || row.unconfirmed() > row.uses()) {
          findings.add("the uses of blob %s are counted wrong".formatted(row.hash()));
        }
      }
    }
    left.keySet()
        .forEach(name -> findings.add("blob %s is used but not counted".formatted(name.hash())));
    return compareBlobs(tables, used, deep);
  }

  private long compareBlobs(Tables tables, Map<BlobHash, Long> used, boolean deep) {
    long rows = 0;
    try (var all = tables.blobs().all()) {
      for (BlobRow row : (Iterable<BlobRow>) all::iterator) {
        rows++;
        if (used.remove(row.hash()) == null) {
          // A doomed one may go at any moment.
          if (!tables.blobs().isDoomed(row.hash())) {
            findings.add("blob %s is noted, but nothing uses it".formatted(row.hash()));
          }
          continue;
        }
        Long length = lengths.get(row.hash());
        if (length != null && length != row.length()) {
          findings.add("the length of blob %s is recorded wrong".formatted(row.hash()));
        }
        compareStatus(row);
        if (row.residency() == Residency.WHOLE) {
          compareBytes(tables, row, deep);
        }
      }
    }
    used.keySet().forEach(hash -> findings.add("blob %s is used but not noted".formatted(hash)));
    tables.blobs().segments().forEach(segment -> compareLive(tables, segment));
    return rows;
  }

  /** Compares what a segment is said to hold with what lies in it; no two records share a byte. */
  private void compareLive(Tables tables, Segment segment) {
    long live = 0;
    long end = 0;
    for (BlobRow row : tables.blobs().inFile(segment.id(), 0, Integer.MAX_VALUE)) {
      long start = row.place().orElseThrow().offset();
      if (start < end) {
        findings.add("blob %s lies where another does".formatted(row.hash()));
      }
      end = start + RecordLength.of(row.length());
      live += RecordLength.of(row.length());
    }
    if (live != segment.live()) {
      findings.add(
          "segment %d holds %d bytes, but %d are noted"
              .formatted(segment.id(), live, segment.live()));
    }
  }

  /**
   * Compares what the index says is here of a blob with what is. A user may change a file of
   * theirs.
   */
  private void compareStatus(BlobRow row) {
    BlobHash blob = row.hash();
    if (row.residency() == Residency.ABSENT || row.residency() == Residency.EXTERNAL) {
      return;
    }
    switch (blobs.status(blob)) {
      case BlobStatus.Absent _ -> findings.add("blob %s is missing".formatted(blob));
      case BlobStatus.Complete(long actual) -> {
        if (actual != row.length()) {
          findings.add("blob %s has %d bytes instead of %d".formatted(blob, actual, row.length()));
        }
      }
      case BlobStatus.Partial _ -> require(row, Residency.PARTIAL);
      case BlobStatus.Evicted _ -> require(row, Residency.EVICTED);
      case BlobStatus.External _ -> require(row, Residency.EXTERNAL);
    }
  }

  private void require(BlobRow row, Residency residency) {
    if (row.residency() != residency) {
      findings.add("blob %s is not complete".formatted(row.hash()));
    }
  }

  private void compareBytes(Tables tables, BlobRow row, boolean deep) {
    long damaged = row.place().map(tables.damage()::count).orElse(0L);
    if (deep) {
      try {
        damaged = blobs.scrub(row.hash(), ByteRange.all(row.length())).orElse(damaged);
      } catch (S3Exception e) {
        findings.add("blob %s cannot be read: %s".formatted(row.hash(), e.getMessage()));
      }
    }
    if (damaged > 0) {
      findings.add("blob %s is damaged in %d groups".formatted(row.hash(), damaged));
    }
  }

  /** Looks at a body that is kept in the index. */
  void checkInline(BucketRow bucket, StoredVersion object) {
    if (object.body() instanceof ObjectBody.Inline inline && !inline.isSound()) {
      findings.add(
          "the bytes of '%s' in %s do not match their checksum"
              .formatted(object.key(), bucket.name()));
    }
  }

  /** Reads an object again. The ETag of a multipart object is no hash of its bytes. */
  void compareETag(Tables tables, BucketRow bucket, StoredVersion object) {
    boolean here =
        object.body().parts().stream()
            .allMatch(
                part ->
                    tables
                        .blobs()
                        .find(part.blob())
                        .filter(row -> row.residency() == Residency.WHOLE)
                        .isPresent());
    if (!here) {
      return; // What is elsewhere is checked when it comes.
    }
    boolean comparable = object.partCount() == 0 && MD5.matcher(object.etag().value()).matches();
    MessageDigest md5 = md5();
    try {
      read(object, md5);
    } catch (RuntimeException e) {
      findings.add(
          "the bytes of '%s' in %s cannot be read: %s"
              .formatted(object.key(), bucket.name(), e.getMessage()));
      return;
    }
    if (comparable && !HexFormat.of().formatHex(md5.digest()).equals(object.etag().value())) {
      findings.add(
          "the bytes of '%s' in %s do not match its ETag".formatted(object.key(), bucket.name()));
    }
  }

  long bytesRead() {
    return bytesRead;
  }

  private void read(StoredVersion object, MessageDigest md5) {
    if (object.body() instanceof ObjectBody.Inline inline) {
      md5.update(inline.bytes());
    }
    for (ObjectBody.Part part : object.body().parts()) {
      try (Content content =
          blobs
              .open(part.blob(), ByteRange.all(part.blobLength()))
              .content()
              .orElseThrow(() -> damaged(part.blob()))) {
        bytesRead += Contents.forEach(content, md5::update);
      }
    }
  }

  private static S3Exception damaged(BlobHash blob) {
    return new S3Exception(
        S3ErrorCode.INTERNAL_ERROR, "blob %s is missing or damaged".formatted(blob));
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
