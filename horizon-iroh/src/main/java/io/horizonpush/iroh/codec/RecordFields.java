package io.horizonpush.iroh.codec;

import io.horizonpush.s3.model.Acl;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.Grant;
import io.horizonpush.s3.model.Grantee;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Permission;
import io.horizonpush.s3.model.Tags;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How metadata, attributes, checksums and parts are written: every one an array, maps as sorted
 * pairs.
 *
 * <p>Numbers of enum constants are part of the format and never reused.
 */
public final class RecordFields {

  private static final int USER = 1;
  private static final int EVERYONE = 2;
  private static final int AUTHENTICATED = 3;

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

  public static void write(CborWriter out, Acl acl) {
    out.tuple(
        3,
        each -> {
          each.text(acl.owner().id()).text(acl.owner().displayName());
          each.list(acl.grants(), grant -> write(each, grant));
        });
  }

  public static Acl readAcl(CborReader in) {
    return in.tuple(() -> new Acl(new Owner(in.text(), in.text()), in.list(() -> readGrant(in))));
  }

  private static void write(CborWriter out, Grant grant) {
    long permission = code(grant.permission());
    switch (grant.grantee()) {
      case Grantee.User(Owner(String id, String name)) ->
          out.tuple(4, each -> each.number(permission).number(USER).text(id).text(name));
      case Grantee.Everyone() -> out.tuple(2, each -> each.number(permission).number(EVERYONE));
      case Grantee.Authenticated() ->
          out.tuple(2, each -> each.number(permission).number(AUTHENTICATED));
    }
  }

  private static Grant readGrant(CborReader in) {
    return in.tuple(
        () -> {
          Permission permission = permission(in.number());
          long kind = in.number();
          if (kind == USER) {
            return new Grant(new Grantee.User(new Owner(in.text(), in.text())), permission);
          }
          if (kind == EVERYONE) {
            return new Grant(new Grantee.Everyone(), permission);
          }
          if (kind == AUTHENTICATED) {
            return new Grant(new Grantee.Authenticated(), permission);
          }
          throw new CodecException("A record has a grantee of an unknown number: " + kind);
        });
  }

  private static int code(Permission permission) {
    return switch (permission) {
      case READ -> 1;
      case WRITE -> 2;
      case READ_ACP -> 3;
      case WRITE_ACP -> 4;
      case FULL_CONTROL -> 5;
    };
  }

  private static Permission permission(long code) {
    for (Permission each : Permission.values()) {
      if (code(each) == code) {
        return each;
      }
    }
    throw new CodecException("A record has a permission of an unknown number: " + code);
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
                5,
                each -> {
                  each.number(part.number())
                      .bytes(part.blob().bytes())
                      .number(part.blobLength())
                      .number(part.length());
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
                        in.length(),
                        in.length(),
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
      case SHA512 -> 6;
      case MD5 -> 7;
      case XXHASH64 -> 8;
      case XXHASH3 -> 9;
      case XXHASH128 -> 10;
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

  public static void write(CborWriter out, Tags tags) {
    write(out, tags.values());
  }

  public static Tags readTags(CborReader in) {
    return new Tags(readPairs(in));
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
