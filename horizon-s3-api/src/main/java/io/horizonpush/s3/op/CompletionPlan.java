package io.horizonpush.s3.op;

import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.payload.Checksums;
import io.horizonpush.s3.payload.RunningChecksum;
import io.horizonpush.s3.request.EntityTags;
import io.horizonpush.s3.request.ExpectedObject;
import io.horizonpush.s3.request.MultipartInput.CompleteMultipartUpload;
import io.horizonpush.s3.store.MultipartStore.UploadContents;
import io.horizonpush.s3.store.MultipartStore.UploadedPart;
import io.horizonpush.s3.store.NewObject;
import io.horizonpush.s3.xml.XmlElement;
import io.horizonpush.s3.xml.XmlParser;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client wants an upload to become: its list of parts, checked against the parts that are
 * stored.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html">AWS:
 *     CompleteMultipartUpload</a>
 */
record CompletionPlan(List<ListedPart> parts, ExpectedObject expected) {

  /** The smallest part but the last, in bytes. */
  private static final long MIN_PART = 5L << 20;

  /** What an upload becomes. */
  record Completion(NewObject object, ObjectBody.Blobs body) {}

  /** A part as the client lists it. */
  record ListedPart(int number, ETag etag, Map<ChecksumAlgorithm, String> checksums) {}

  /**
   * Reads the client's document, beside what its input says.
   *
   * @throws S3Exception {@code MalformedXML}, or {@code InvalidPartOrder} when the parts do not
   *     ascend
   */
  static CompletionPlan of(XmlElement root, CompleteMultipartUpload input) {
    if (!root.name().equals("CompleteMultipartUpload")) {
      throw XmlParser.malformed();
    }
    List<ListedPart> parts = root.children("Part").map(CompletionPlan::listedPart).toList();
    if (parts.isEmpty()) {
      throw XmlParser.malformed();
    }
    for (int i = 1; i < parts.size(); i++) {
      if (parts.get(i - 1).number() >= parts.get(i).number()) {
        throw new S3Exception(
            S3ErrorCode.INVALID_PART_ORDER,
            "The list of parts was not in ascending order. Parts must be ordered by part number.");
      }
    }
    return new CompletionPlan(parts, input.expected());
  }

  /**
   * What the upload becomes.
   *
   * @throws S3Exception when the client's list does not fit the parts that are stored
   */
  Completion apply(UploadContents contents) {
    Map<Integer, UploadedPart> stored = new HashMap<>();
    contents.parts().forEach(part -> stored.put(part.number(), part));
    List<UploadedPart> chosen = new ArrayList<>(parts.size());
    for (ListedPart listed : parts) {
      chosen.add(check(listed, Optional.ofNullable(stored.get(listed.number()))));
    }
    checkSizes(chosen);
    List<Checksum> checksums =
        MultipartChecksum.combine(contents.upload().details(), chosen, expected);
    List<ObjectBody.Part> body =
        chosen.stream()
            .map(
                part ->
                    ObjectBody.Part.plain(
                        part.number(), part.blob(), part.size(), part.checksums()))
            .toList();
    return new Completion(
        new NewObject(
            combinedETag(chosen),
            contents.upload().details().metadata(),
            contents.upload().details().attributes(),
            checksums,
            chosen.size()),
        new ObjectBody.Blobs(body));
  }

  private static UploadedPart check(ListedPart listed, Optional<UploadedPart> stored) {
    return stored
        .filter(part -> part.etag().equals(listed.etag()))
        .filter(part -> hasChecksums(part, listed.checksums()))
        .orElseThrow(
            () ->
                new S3Exception(
                        S3ErrorCode.INVALID_PART,
                        "One or more of the specified parts could not be found. The part may not have been uploaded, or"
                            + " the specified entity tag may not match the part's entity tag.")
                    .with("PartNumber", Integer.toString(listed.number()))
                    .with("ETag", listed.etag().value()));
  }

  /** Whether the part was stored with every checksum that the client lists for it. */
  private static boolean hasChecksums(UploadedPart part, Map<ChecksumAlgorithm, String> listed) {
    Map<ChecksumAlgorithm, String> stored = new HashMap<>();
    part.checksums().forEach(each -> stored.put(each.algorithm(), each.value()));
    return stored.entrySet().containsAll(listed.entrySet());
  }

  private void checkSizes(List<UploadedPart> chosen) {
    for (UploadedPart part : chosen.subList(0, chosen.size() - 1)) {
      if (part.size() < MIN_PART) {
        throw new S3Exception(
                S3ErrorCode.ENTITY_TOO_SMALL,
                "Your proposed upload is smaller than the minimum allowed size")
            .with("ProposedSize", Long.toString(part.size()))
            .with("MinSizeAllowed", Long.toString(MIN_PART))
            .with("PartNumber", Integer.toString(part.number()))
            .with("ETag", part.etag().value());
      }
    }
    long size = chosen.stream().mapToLong(UploadedPart::size).sum();
    if (expected.size().orElse(size) != size) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST,
          "The provided 'x-amz-mp-object-size' header does not match what was uploaded: " + size);
    }
  }

  /** The MD5 of the parts' MD5s, and their number. */
  private static ETag combinedETag(List<UploadedPart> parts) {
    RunningChecksum digest = Checksums.md5();
    parts.forEach(
        part -> digest.update(ByteBuffer.wrap(HexFormat.of().parseHex(part.etag().value()))));
    return new ETag(HexFormat.of().formatHex(digest.value()) + "-" + parts.size());
  }

  private static ListedPart listedPart(XmlElement part) {
    Map<ChecksumAlgorithm, String> checksums = new HashMap<>();
    for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
      part.text(algorithm.element())
          .map(String::strip)
          .ifPresent(value -> checksums.put(algorithm, value));
    }
    try {
      int number = Integer.parseInt(part.text("PartNumber").orElse("").strip());
      String etag = part.text("ETag").orElseThrow(XmlParser::malformed).strip();
      return new ListedPart(number, EntityTags.parseTag(etag), checksums);
    } catch (NumberFormatException e) {
      throw XmlParser.malformed();
    }
  }
}
