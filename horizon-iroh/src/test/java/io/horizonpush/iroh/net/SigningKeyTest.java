package io.horizonpush.iroh.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.ffm.NativeEd25519;
import io.horizonpush.iroh.ffm.NativeLibrary;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);

  @TempDir Path dataDir;
  private NativeEd25519 ed25519;

  @BeforeEach
  void load() {
    ed25519 = NativeLibrary.load(dataDir).ed25519();
  }

  @Test
  void keysAndSignatures_areThoseOfTheStandard() {
    // RFC 8032, section 7.1, test 3.
    SigningKey key = key("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
    assertThat(HEX.formatHex(key.publicKey()))
        .isEqualTo("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
    assertThat(HEX.formatHex(key.sign(new byte[] {(byte) 0xaf, (byte) 0x82})))
        .isEqualTo(
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
  }

  @Test
  void aSignature_isThatOfOneKeyOverOneMessage() {
    SigningKey key = key("01".repeat(32));
    byte[] signature = key.sign(MESSAGE);
    assertThat(ed25519.verify(key.publicKey(), MESSAGE, signature)).isTrue();
    assertThat(ed25519.verify(key.publicKey(), key.sign(new byte[0]), signature)).isFalse();
    assertThat(ed25519.verify(key("02".repeat(32)).publicKey(), MESSAGE, signature)).isFalse();
    for (int i = 0; i < signature.length; i++) {
      byte[] changed = signature.clone();
      changed[i] ^= 1;
      assertThat(ed25519.verify(key.publicKey(), MESSAGE, changed)).isFalse();
    }
    assertThat(ed25519.verify(key.publicKey(), new byte[0], key.sign(new byte[0]))).isTrue();
  }

  @Test
  void whatIsNoKeyOrNoSignature_hasSignedNothing() {
    byte[] signature = key("01".repeat(32)).sign(MESSAGE);
    byte[] publicKey = key("01".repeat(32)).publicKey();
    assertThat(ed25519.verify(new byte[31], MESSAGE, signature)).isFalse();
    assertThat(ed25519.verify(publicKey, MESSAGE, new byte[63])).isFalse();
    // No point of the curve.
    assertThat(ed25519.verify(HEX.parseHex("02" + "00".repeat(31)), MESSAGE, signature)).isFalse();
    // A point of small order, which has signed everything where nobody looks.
    byte[] anything = HEX.parseHex("01" + "00".repeat(63));
    assertThat(ed25519.verify(HEX.parseHex("01" + "00".repeat(31)), MESSAGE, anything)).isFalse();
  }

  @Test
  void aKey_showsNothingOfItsSecret() {
    assertThat(key("ab".repeat(32)).toString()).doesNotContain("abab");
    assertThatThrownBy(() -> new SigningKey(ed25519, new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ed25519.publicKey(new byte[33]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private SigningKey key(String secret) {
    return new SigningKey(ed25519, HEX.parseHex(secret));
  }
}
