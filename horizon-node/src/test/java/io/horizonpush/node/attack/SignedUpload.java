package io.horizonpush.node.attack;

import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.s3.auth.TestingSigner;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * An upload whose body signs each of its chunks, byte for byte as it goes over the wire; signed by
 * the root key of a node.
 */
final class SignedUpload {

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final String NAMES =
      "host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length";

  private final NodeUnderTest node;
  private final String timestamp = TIMESTAMP.format(Instant.now());
  private final String date = timestamp.substring(0, 8);
  private final String scope = date + "/us-east-1/s3/aws4_request";
  private final String head;
  private String previous;

  /**
   * @param path of the object, below the root of the endpoint
   * @param decodedLength of the object in bytes
   */
  SignedUpload(NodeUnderTest node, String path, long decodedLength) {
    this.node = node;
    String payload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    String canonical =
        "PUT\n%s\n\nhost:localhost\nx-amz-content-sha256:%s\nx-amz-date:%s\nx-amz-decoded-content-length:%d\n\n%s\n%s"
            .formatted(path, payload, timestamp, decodedLength, NAMES, payload);
    previous =
        sign("AWS4-HMAC-SHA256\n" + timestamp + '\n' + scope + '\n' + hash(bytes(canonical)));
    head =
        """
        PUT %s HTTP/1.1
        Host: localhost
        x-amz-content-sha256: %s
        x-amz-date: %s
        x-amz-decoded-content-length: %d
        Authorization: AWS4-HMAC-SHA256 Credential=%s/%s,SignedHeaders=%s,Signature=%s
        """
            .formatted(
                path,
                payload,
                timestamp,
                decodedLength,
                node.rootAccessKeyId(),
                scope,
                NAMES,
                previous)
            .replace("\n", "\r\n");
  }

  /**
   * The head of the request.
   *
   * @param length of the body with its framing
   */
  String head(long length) {
    return head + "Content-Length: " + length + "\r\n\r\n";
  }

  /** The next chunk; an empty one ends the body. */
  String chunk(String data) {
    previous =
        sign(
            "AWS4-HMAC-SHA256-PAYLOAD\n%s\n%s\n%s\n%s\n%s"
                .formatted(timestamp, scope, previous, hash(new byte[0]), hash(bytes(data))));
    return Integer.toHexString(data.length())
        + ";chunk-signature="
        + previous
        + "\r\n"
        + data
        + "\r\n";
  }

  private String sign(String text) {
    return TestingSigner.signV4(node.rootSecretAccessKey(), date, "us-east-1", "s3", text);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
