package io.horizonpush.iroh.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.SigningKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.XECPrivateKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeSealTest {

  private static final byte[] SEED = hex("ab".repeat(32));
  private static final NodeId NODE = NodeId.of(SigningKey.of(SEED).publicKey());
  private static final NodeSeal SEAL = NodeSeal.of(SEED);
  private static final byte[] BOUND = "bound".getBytes(StandardCharsets.UTF_8);
  private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  /** RFC 9180, A.2.1: the first message. */
  @Test
  void theMessageOfTheStandard_opens() throws Exception {
    PrivateKey key =
        KeyFactory.getInstance("X25519")
            .generatePrivate(
                new XECPrivateKeySpec(
                    NamedParameterSpec.X25519,
                    hex("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb")));
    byte[] sealed =
        hex(
            "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a"
                + "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db"
                + "21993c62ce81883d2dd1b51a28");

    assertThat(
            Hpke.open(
                key,
                "Ode on a Grecian Urn".getBytes(StandardCharsets.US_ASCII),
                "Count-0".getBytes(StandardCharsets.US_ASCII),
                sealed))
        .hasValue("Beauty is truth, truth beauty".getBytes(StandardCharsets.US_ASCII));
  }

  /** What libsodium makes of the seed (its test ed25519_convert). */
  @Test
  void aNodesKeys_areThoseThatOthersDerive() {
    byte[] seed = hex("421151a459faeade3d247115f94aedae42318124095afabe4d1451a559faedee");
    NodeId node = NodeId.of(SigningKey.of(seed).publicKey());
    BigInteger u = ((XECPublicKey) AgreementKeys.publicKey(node)).getU();
    byte[] scalar = ((XECPrivateKey) AgreementKeys.privateKey(seed)).getScalar().orElseThrow();
    scalar[0] &= (byte) 0xF8; // As whoever uses it does (RFC 7748, 5).
    scalar[31] = (byte) ((scalar[31] & 0x7F) | 0x40);

    assertThat(u)
        .isEqualTo(
            new BigInteger("50aebae20de77a858fa4da3e2cc2e6caed3cffab5bd2448a3d04f18f0e4f81f1", 16));
    assertThat(scalar)
        .isEqualTo(hex("8052030376d47112be7f73ed7a019293dd12ad910b654455798b4667d73de166"));
  }

  @Test
  void aMessage_opensForItsNode_andIsAnotherEachTime() {
    byte[] sealed = NodeSeal.seal(NODE, "test 1", BOUND, MESSAGE);

    assertThat(SEAL.open("test 1", BOUND, sealed)).hasValue(MESSAGE);
    assertThat(NodeSeal.seal(NODE, "test 1", BOUND, MESSAGE)).isNotEqualTo(sealed);
    assertThat(SEAL.toString()).isEqualTo("NodeSeal[hidden]");
  }

  @Test
  void aMessage_opensForNobodyElse_forNothingElse_andNotOnceChanged() {
    byte[] sealed = NodeSeal.seal(NODE, "test 1", BOUND, MESSAGE);

    assertThat(NodeSeal.of(hex("cd".repeat(32))).open("test 1", BOUND, sealed)).isEmpty();
    assertThat(SEAL.open("test 2", BOUND, sealed)).isEmpty();
    assertThat(SEAL.open("test 1", MESSAGE, sealed)).isEmpty();
    for (int length = 0; length < sealed.length; length++) {
      assertThat(SEAL.open("test 1", BOUND, Arrays.copyOf(sealed, length))).isEmpty();
    }
    for (int at = 0; at < sealed.length; at++) {
      byte[] changed = sealed.clone();
      changed[at] ^= 1;
      assertThat(SEAL.open("test 1", BOUND, changed)).as("byte %d", at).isEmpty();
    }
    byte[] nowhere = sealed.clone();
    Arrays.fill(nowhere, 0, 32, (byte) 0);
    assertThat(SEAL.open("test 1", BOUND, nowhere)).isEmpty();
  }

  /** Points of small order, with which whoever agrees on a secret agrees on one that all know. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
      })
  void nothingIsSealed_forAnIdThatNoNodeHas(String id) {
    assertThatThrownBy(() -> NodeSeal.seal(new NodeId(id), "test 1", BOUND, MESSAGE))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
