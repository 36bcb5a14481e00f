package io.horizonpush.iroh.codec;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectMetadata;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How metadata, checksums and parts are written: every one an array, maps as sorted pairs.
 *
 * <p>Numbers of enum constants are part of the format and never reused.
 */
public final class RecordFields {

  private RecordFields() {}

  public static void write(CborWriter out, ObjectMetadata metadata) {
    out.tuple(
        2,
        each -> {
          write(each, metadata.headers());
          write(each, metadata.user());
        });
  }

  public static ObjectMetadata readMetadata(CborReader in) {
    return in.tuple(() -> new ObjectMetadata(readPairs(in), readPairs(in)));
  }

  public static void writeChecksums(CborWriter out, List<Checksum> checksums) {
    out.list(
        checksums,
        checksum ->
            out.tuple(
                3,
                each ->
                    each.number(code(checksum.algorithm()))
                        .number(code(checksum.type()))
                        .text(checksum.value())));
  }

  public static List<Checksum> readChecksums(CborReader in) {
    return in.list(
        () -> in.tuple(() -> new Checksum(algorithm(in.number()), type(in.number()), in.text())));
  }

  public static void writeParts(CborWriter out, List<Part> parts) {
    out.list(
        parts,
        part ->
            out.tuple(
                4,
                each -> {
                  each.number(part.number()).bytes(part.blob().bytes()).number(part.length());
                  writeChecksums(each, part.checksums());
                }));
  }

  public static List<Part> readParts(CborReader in) {
    return in.list(
        () ->
            in.tuple(
                () ->
                    new Part(
                        in.smallNumber(),
                        BlobHash.of(in.bytes()),
                        in.number(),
                        readChecksums(in))));
  }

  /** The number of an algorithm in stored records. */
  public static int code(ChecksumAlgorithm algorithm) {
    return switch (algorithm) {
      case CRC32 -> 1;
      case CRC32C -> 2;
      case CRC64NVME -> 3;
      case SHA1 -> 4;
      case SHA256 -> 5;
    };
  }

  public static ChecksumAlgorithm algorithm(long code) {
    for (ChecksumAlgorithm each : ChecksumAlgorithm.values()) {
      if (code(each) == code) {
        return each;
      }
    }
    throw new CodecException("A record has a checksum algorithm of an unknown number: " + code);
  }

  /** The number of a checksum's type in stored records. */
  public static int code(ChecksumType type) {
    return switch (type) {
      case COMPOSITE -> 1;
      case FULL_OBJECT -> 2;
    };
  }

  public static ChecksumType type(long code) {
    for (ChecksumType each : ChecksumType.values()) {
      if (code(each) == code) {
        return each;
      }
    }
    throw new CodecException("A record has a checksum type of an unknown number: " + code);
  }

  private static void write(CborWriter out, SortedMap<String, String> pairs) {
    out.tuple(
        2 * pairs.size(), each -> pairs.forEach((name, value) -> each.text(name).text(value)));
  }

  private static SortedMap<String, String> readPairs(CborReader in) {
    SortedMap<String, String> pairs = new TreeMap<>();
    List<String> flat = in.list(in::text);
    if (flat.size() % 2 != 0) {
      throw new CodecException("A record has a name without a value");
    }
    for (int i = 0; i < flat.size(); i += 2) {
      pairs.put(flat.get(i), flat.get(i + 1));
    }
    return pairs;
  }
}
