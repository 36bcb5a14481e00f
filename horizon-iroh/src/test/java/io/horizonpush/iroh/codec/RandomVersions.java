package io.horizonpush.iroh.codec;

import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.Attributes;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.CannedAcl;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.Element;
import io.horizonpush.s3.model.LegalHold;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.Removal;
import io.horizonpush.s3.model.Replaced;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.Retention.Mode;
import io.horizonpush.s3.model.Retention.Period;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StorageClass;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.Tombstone;
import io.horizonpush.s3.model.VersionHead;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.WriterId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** Versions of a key, and settings, of every shape at random. */
final class RandomVersions {

  static final ObjectKey KEY = new ObjectKey("k");

  private RandomVersions() {}

  static Register<Optional<String>> setting(Random random) {
    return new Register<>(
        stamp(random), random.nextBoolean() ? Optional.of(text(random, 300)) : Optional.empty());
  }

  private static Stamp stamp(Random random) {
    return new Stamp(random.nextLong(), new WriterId(random.nextInt(4), 0, 0, 0));
  }

  private static Replaced replaced(Random random) {
    List<Stamp> newest = new ArrayList<>();
    for (int writer = 0; writer < 4; writer++) {
      if (random.nextBoolean()) {
        newest.add(new Stamp(random.nextLong(), new WriterId(writer, 0, 0, 0)));
      }
    }
    List<Stamp> beside = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      beside.add(stamp(random));
    }
    return new Replaced(newest, beside);
  }

  private static VersionHead head(Random random) {
    List<Element> unknown = new ArrayList<>();
    for (int number = 20; number < 24; number++) {
      if (random.nextInt(4) == 0) {
        ByteBuffer payload = ByteBuffer.wrap(bytes(random, random.nextInt(50)));
        unknown.add(new Element(number, random.nextBoolean(), stamp(random), payload));
      }
    }
    return new VersionHead(
        KEY,
        VersionId.random(random),
        random.nextBoolean(),
        stamp(random),
        replaced(random),
        random.nextInt(3) == 0
            ? Optional.of(
                new Removal(
                    stamp(random),
                    random.nextBoolean() ? Optional.of(stamp(random)) : Optional.empty()))
            : Optional.empty(),
        unknown);
  }

  static ObjectVersion version(Random random) {
    VersionHead head = head(random);
    if (random.nextInt(5) == 0) {
      return new Tombstone(head, random.nextBoolean());
    }
    Optional<Element> encryption =
        random.nextInt(10) == 0
            ? Optional.of(
                new Element(
                    random.nextInt(100),
                    random.nextBoolean(),
                    head.stamp(),
                    ByteBuffer.wrap(new byte[] {1, 2, 3})))
            : Optional.empty();
    return new StoredVersion(
        head,
        Instant.ofEpochMilli(random.nextLong(1L << 48)),
        new ETag(text(random, 36)),
        new ObjectMetadata(texts(random), texts(random)),
        checksums(random),
        body(random),
        random.nextInt(10_001),
        encryption,
        attributes(random));
  }

  private static Attributes attributes(Random random) {
    Owner owner = new Owner(text(random, 64), text(random, 20));
    CannedAcl[] lists = CannedAcl.values();
    Period period =
        new Period(
            random.nextBoolean() ? Mode.GOVERNANCE : Mode.COMPLIANCE,
            Instant.ofEpochMilli(random.nextLong(1L << 48)));
    Attributes attributes = Attributes.NONE;
    for (Attribute each :
        List.of(
            lists[random.nextInt(lists.length)].of(owner, new Owner("b", "B")),
            new Tags(new TreeMap<>(texts(random))),
            Retention.of(period),
            new LegalHold(random.nextBoolean()),
            new StorageClass(random.nextBoolean() ? "GLACIER" : "OF_A_NEWER_NODE"))) {
      if (random.nextBoolean()) {
        attributes = attributes.with(new Register<>(stamp(random), each));
      }
    }
    return attributes;
  }

  private static ObjectBody body(Random random) {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> ObjectBody.Inline.of(ByteBuffer.wrap(bytes(random, random.nextInt(9000))));
      case 3 ->
          new ObjectBody.Remote(
              OriginId.of("aws-s3", text(random, 20), "b", ""),
              text(random, 100),
              text(random, 36),
              random.nextLong(1L << 48));
      case 5 -> new ObjectBody.Dropped(random.nextLong(1L << 48));
      case 4 ->
          new ObjectBody.Unknown(
              5 + random.nextInt(100),
              random.nextLong(1L << 48),
              ByteBuffer.wrap(new byte[] {(byte) random.nextInt(256)}));
      default -> {
        List<Part> parts = new ArrayList<>();
        for (int number = 1; number <= random.nextInt(30); number++) {
          BlobHash hash = BlobHash.of(bytes(random, BlobHash.LENGTH));
          long length = random.nextLong(1L << 40);
          parts.add(new Part(number, hash, length + random.nextInt(9), length, checksums(random)));
        }
        yield new ObjectBody.Blobs(parts);
      }
    };
  }

  private static List<Checksum> checksums(Random random) {
    List<Checksum> checksums = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      ChecksumAlgorithm[] algorithms = ChecksumAlgorithm.values();
      ChecksumType[] types = ChecksumType.values();
      checksums.add(
          new Checksum(
              algorithms[random.nextInt(algorithms.length)],
              types[random.nextInt(types.length)],
              text(random, 44)));
    }
    return checksums;
  }

  private static Map<String, String> texts(Random random) {
    Map<String, String> texts = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      texts.put(text(random, 20), text(random, random.nextInt(5) == 0 ? 6000 : 60));
    }
    return texts;
  }

  private static String text(Random random, int longest) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(longest); i > 0; i--) {
      text.appendCodePoint(
          random.nextInt(10) == 0 ? 0x1F600 + random.nextInt(50) : 'a' + random.nextInt(26));
    }
    return text.toString();
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
