package io.horizonpush.iroh.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningKeyTest {

  private static final HexFormat HEX = HexFormat.of();

  /** RFC 8032, 7.1: tests 1 to 3. */
  @ParameterizedTest
  @CsvSource({
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
        + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
        + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
        + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
        + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
        + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
        + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
  })
  void keysAndSignatures_areThoseOfTheStandard(
      String seed, String publicKey, String message, String signature) {
    SigningKey key = SigningKey.of(HEX.parseHex(seed));

    assertThat(HEX.formatHex(key.publicKey())).isEqualTo(publicKey);
    assertThat(HEX.formatHex(key.sign(HEX.parseHex(message)))).isEqualTo(signature);
    assertThat(
            SigningKey.verify(
                HEX.parseHex(publicKey), HEX.parseHex(message), HEX.parseHex(signature)))
        .isTrue();
  }

  @Test
  void whatIsNoSignatureOrKey_isNotVerified_andThrowsNothing() {
    SigningKey key = SigningKey.of(new byte[SigningKey.LENGTH]);
    byte[] message = {1, 2, 3};
    byte[] signature = key.sign(message);

    byte[] other = signature.clone();
    other[0] ^= 1;
    byte[] noPoint = new byte[SigningKey.LENGTH];
    noPoint[0] = 2;
    assertThat(SigningKey.verify(key.publicKey(), message, signature)).isTrue();
    assertThat(SigningKey.verify(key.publicKey(), message, other)).isFalse();
    assertThat(SigningKey.verify(key.publicKey(), new byte[] {1, 2}, signature)).isFalse();
    assertThat(SigningKey.verify(key.publicKey(), message, new byte[64])).isFalse();
    assertThat(SigningKey.verify(key.publicKey(), message, new byte[3])).isFalse();
    assertThat(SigningKey.verify(noPoint, message, signature)).isFalse();
    assertThat(SigningKey.verify(new byte[7], message, signature)).isFalse();
  }

  @Test
  void aKey_saysNothingOfItself_andHas32Bytes() {
    assertThat(SigningKey.of(new byte[SigningKey.LENGTH])).hasToString("SigningKey[hidden]");
    assertThatThrownBy(() -> SigningKey.of(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theKeyOfATicket_isDerived_andItsIdIsThatOfItsPublicKey() {
    ShareKey key = ShareKey.of(new byte[ShareKey.LENGTH]);

    assertThat(key.id()).isEqualTo(ShareId.ofKey(key.publicKey()));
    assertThat(key).isEqualTo(ShareKey.of(key.secret())).hasToString("ShareKey[hidden]");
    byte[] message = {5};
    assertThat(SigningKey.verify(key.publicKey(), message, key.sign(message))).isTrue();
    // As a second implementation must derive it.
    assertThat(HEX.formatHex(key.publicKey())).isEqualTo(DERIVED);
    assertThat(key.id().hex()).isEqualTo(DERIVED_ID);
  }

  private static final String DERIVED =
      "c94978da6e09d3930545d6b6b5144e19ba2f19bc69bef443c9b807d49448126e";
  private static final String DERIVED_ID = "433402e730cd42246dc6db59cf03aa5c";
}
