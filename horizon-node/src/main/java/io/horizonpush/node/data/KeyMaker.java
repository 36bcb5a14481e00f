package io.horizonpush.node.data;

import io.horizonpush.node.config.Secret;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** The maker of credentials, from the system's random numbers. */
public final class KeyMaker {

  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final String ACCESS_KEY_PREFIX = "HZ";
  private static final int ACCESS_KEY_LENGTH = 20;
  private static final int SECRET_BYTES = 30;
  private static final int TOKEN_BYTES = 32;
  private static final int OWNER_BYTES = 32;

  private final SecureRandom random = new SecureRandom();

  RootKey rootKey() {
    return new RootKey(accessKeyId(), secretKey(), true);
  }

  /** An id as long as AWS's: tools check that. */
  public String accessKeyId() {
    StringBuilder id = new StringBuilder(ACCESS_KEY_PREFIX);
    while (id.length() < ACCESS_KEY_LENGTH) {
      id.append(BASE32.charAt(random.nextInt(BASE32.length())));
    }
    return id.toString();
  }

  /** A secret as long as AWS's. */
  public Secret secretKey() {
    return new Secret(text(SECRET_BYTES));
  }

  /** An owner's id in the form of AWS's canonical user ids: 64 hexadecimal digits. */
  public String ownerId() {
    byte[] value = new byte[OWNER_BYTES];
    random.nextBytes(value);
    return HexFormat.of().formatHex(value);
  }

  Secret token() {
    return new Secret(text(TOKEN_BYTES));
  }

  /** Never one that a command would take for an option. */
  private String text(int bytes) {
    byte[] value = new byte[bytes];
    String text;
    do {
      random.nextBytes(value);
      text = Base64.getUrlEncoder().withoutPadding().encodeToString(value);
    } while (text.startsWith("-"));
    return text;
  }
}
