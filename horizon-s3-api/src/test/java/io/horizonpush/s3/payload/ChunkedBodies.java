package io.horizonpush.s3.payload;

import io.horizonpush.s3.auth.ChunkSigning;
import io.horizonpush.s3.filter.RequestBody;
import io.horizonpush.s3.store.ContentReader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Makes aws-chunked bodies as a client does, with signatures computed independently. */
final class ChunkedBodies {

  static final String TIMESTAMP = "20130524T000000Z";
  static final String SCOPE = "20130524/us-east-1/s3/aws4_request";

  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  private static final String EMPTY = hex(sha256(new byte[0]));

  private ChunkedBodies() {}

  static ChunkSigning signing(String seed) {
    return new ChunkSigning(new SecretKeySpec(key(), "HmacSHA256"), TIMESTAMP, SCOPE, seed);
  }

  /** A body with chunks of these sizes, and signed trailers if {@code trailer} is not empty. */
  static byte[] signed(String seed, byte[] data, List<Integer> sizes, String trailer) {
    StringBuilder out = new StringBuilder();
    String previous = seed;
    int at = 0;
    for (int size : sizes) {
      byte[] chunk = Arrays.copyOfRange(data, at, at + size);
      at += size;
      previous =
          sign(
              "AWS4-HMAC-SHA256-PAYLOAD\n"
                  + TIMESTAMP
                  + "\n"
                  + SCOPE
                  + "\n"
                  + previous
                  + "\n"
                  + EMPTY
                  + "\n"
                  + hex(sha256(chunk)));
      out.append(Integer.toHexString(size)).append(";chunk-signature=").append(previous);
      out.append("\r\n").append(new String(chunk, StandardCharsets.ISO_8859_1));
      out.append(size > 0 ? "\r\n" : "");
    }
    if (!trailer.isEmpty()) {
      String text = trailer + "\n";
      String signature =
          sign(
              "AWS4-HMAC-SHA256-TRAILER\n"
                  + TIMESTAMP
                  + "\n"
                  + SCOPE
                  + "\n"
                  + previous
                  + "\n"
                  + hex(sha256(text.getBytes(StandardCharsets.US_ASCII))));
      out.append(trailer).append("\r\nx-amz-trailer-signature:").append(signature).append("\r\n");
    }
    return out.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] unsigned(byte[] data, List<Integer> sizes, String trailer, String ending) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (int size : sizes) {
      out.append(Integer.toHexString(size)).append("\r\n");
      out.append(new String(data, at, size, StandardCharsets.ISO_8859_1));
      out.append(size > 0 ? "\r\n" : "");
      at += size;
    }
    return (out + trailer + ending).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Everything a body holds. */
  static byte[] drain(RequestBody body) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Optional<ByteBuffer> next = body.next(); next.isPresent(); next = body.next()) {
      byte[] piece = new byte[next.get().remaining()];
      next.get().get(piece);
      all.writeBytes(piece);
    }
    return all.toByteArray();
  }

  /** The bytes in pieces that end at these places. */
  static ContentReader pieces(byte[] bytes, int... cuts) {
    Queue<ByteBuffer> pieces = new ArrayDeque<>();
    int from = 0;
    for (int cut : cuts) {
      if (cut > from && cut < bytes.length) {
        pieces.add(ByteBuffer.wrap(bytes, from, cut - from).slice());
        from = cut;
      }
    }
    if (from < bytes.length) {
      pieces.add(ByteBuffer.wrap(bytes, from, bytes.length - from).slice());
    }
    return () -> Optional.ofNullable(pieces.poll());
  }

  /** The bytes one by one. */
  static ContentReader singleBytes(byte[] bytes) {
    return pieces(bytes, IntStream.range(0, bytes.length).toArray());
  }

  /** Where the signatures of a body begin, in order. */
  static List<Integer> signaturesIn(byte[] wire) {
    return Pattern.compile("-signature[=:]([0-9a-f]{64})\r\n")
        .matcher(new String(wire, StandardCharsets.ISO_8859_1))
        .results()
        .map(found -> found.start(1))
        .toList();
  }

  private static byte[] key() {
    byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.US_ASCII);
    for (String step : SCOPE.split("/", -1)) {
      key = hmac(new SecretKeySpec(key, "HmacSHA256"), step);
    }
    return key;
  }

  private static String sign(String text) {
    return hex(hmac(new SecretKeySpec(key(), "HmacSHA256"), text));
  }

  private static byte[] hmac(SecretKey key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
