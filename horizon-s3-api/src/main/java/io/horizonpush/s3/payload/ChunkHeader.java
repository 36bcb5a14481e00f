package io.horizonpush.s3.payload;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line in front of a chunk: {@code 10000;chunk-signature=ad80…}.
 *
 * @param size of the chunk in bytes; 0 for the last
 * @param signature in hexadecimal; empty when there is none
 */
record ChunkHeader(long size, String signature) {

  /** 16 digits of size and an extension of at most 256 bytes. */
  static final int LONGEST = 16 + 256;

  private static final Pattern SYNTAX =
      Pattern.compile("([0-9a-fA-F]{1,15})(?:[ \\t]*;[ \\t]*(.*))?");
  private static final String SIGNATURE = "chunk-signature=";

  static ChunkHeader parse(String line) {
    Matcher matcher = SYNTAX.matcher(line);
    if (!matcher.matches()) {
      throw ChunkInput.malformed("The size of a chunk is not a hexadecimal number.");
    }
    String extension = matcher.group(2);
    boolean signed = extension != null && extension.startsWith(SIGNATURE);
    return new ChunkHeader(
        Long.parseLong(matcher.group(1), 16),
        signed ? extension.substring(SIGNATURE.length()) : "");
  }
}
