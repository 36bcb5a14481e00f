package io.horizonpush.iroh.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Function;

/**
 * The form of what people hand on as a line of text, so that it is known whether all of it arrived:
 * a word to begin with and, as base64url without padding, a byte for the version, two for the
 * length of the body, the body, and four of a hash of all that.
 *
 * @param beginning the word
 * @param domain what the hash begins with, so that no line passes for one of another kind
 * @param version that is written, and the only one that is read
 * @param longestRead in characters; no line of any version is longer
 */
public record TextEnvelope(String beginning, String domain, int version, int longestRead) {

  private static final int HEAD = 3;
  private static final int CHECKSUM = 4;
  private static final int LONGEST_BODY = 0xFFFF;

  /** Why a text is not what it should be. */
  public sealed interface Fault {

    /** It is something else. */
    record Other() implements Fault {}

    /** Its end is missing. */
    record Truncated() implements Fault {}

    /** Some of it is not as it was made. */
    record Altered() implements Fault {}

    /** It has a version that is not known here. */
    record OtherVersion(int version) implements Fault {}
  }

  /**
   * The line with a body.
   *
   * @throws IllegalArgumentException if that is too long to be read again
   */
  public String write(byte[] body) {
    if (body.length > LONGEST_BODY) {
      throw new IllegalArgumentException("The body of a line has at most 65,535 bytes");
    }
    byte[] checked =
        ByteBuffer.allocate(HEAD + body.length)
            .put((byte) version)
            .putShort((short) body.length)
            .put(body)
            .array();
    byte[] all = Arrays.copyOf(checked, checked.length + CHECKSUM);
    System.arraycopy(checksum(checked), 0, all, checked.length, CHECKSUM);
    String line = beginning + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    if (line.length() > longestRead) {
      throw new IllegalArgumentException("A line has at most " + longestRead + " characters");
    }
    return line;
  }

  /**
   * The body of a line, also of one with the line ends that mail puts in.
   *
   * @param refusal says of what is wrong; nothing of the text is told to it
   */
  public byte[] read(String text, Function<Fault, ? extends RuntimeException> refusal) {
    byte[] all = decode(text.replaceAll("\\s", ""), refusal);
    if (all.length < HEAD) {
      throw refusal.apply(new Fault.Truncated());
    }
    if (Byte.toUnsignedInt(all[0]) != version) {
      throw refusal.apply(new Fault.OtherVersion(Byte.toUnsignedInt(all[0])));
    }
    int length = Short.toUnsignedInt(ByteBuffer.wrap(all).getShort(1));
    if (all.length < HEAD + length + CHECKSUM) {
      throw refusal.apply(new Fault.Truncated());
    }
    byte[] checked = Arrays.copyOf(all, HEAD + length);
    byte[] sum = Arrays.copyOfRange(all, HEAD + length, all.length);
    if (!MessageDigest.isEqual(sum, checksum(checked))) {
      throw refusal.apply(new Fault.Altered());
    }
    return Arrays.copyOfRange(checked, HEAD, checked.length);
  }

  private byte[] decode(String line, Function<Fault, ? extends RuntimeException> refusal) {
    if (!line.startsWith(beginning) || line.length() > longestRead) {
      throw refusal.apply(new Fault.Other());
    }
    String coded = line.substring(beginning.length());
    if (!coded.matches("[A-Za-z0-9_-]*")) {
      throw refusal.apply(new Fault.Altered());
    }
    // What is cut off at a place where no byte ends is truncated, too.
    String whole = coded.length() % 4 == 1 ? coded.substring(0, coded.length() - 1) : coded;
    return Base64.getUrlDecoder().decode(whole);
  }

  private byte[] checksum(byte[] bytes) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      hash.update(domain.getBytes(StandardCharsets.US_ASCII));
      return Arrays.copyOf(hash.digest(bytes), CHECKSUM);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }
}
