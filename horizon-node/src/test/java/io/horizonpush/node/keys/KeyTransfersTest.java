package io.horizonpush.node.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.seal.NodeSeal;
import io.horizonpush.iroh.share.SigningKey;
import io.horizonpush.node.config.Secret;
import io.horizonpush.node.keys.ExportedKey.State;
import io.horizonpush.node.keys.KeyTransferException.Reason;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.KeyGrant;
import io.horizonpush.s3.model.Owner;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyTransfersTest {

  private static final byte[] SEED_1 = HexFormat.of().parseHex("01".repeat(32));
  private static final byte[] SEED_2 = HexFormat.of().parseHex("02".repeat(32));
  private static final KeyTransfers ONE = of(SEED_1);
  private static final KeyTransfers TWO = of(SEED_2);
  private static final NodeId NODE_1 = id(SEED_1);
  private static final NodeId NODE_2 = id(SEED_2);
  private static final Owner OWNER = new Owner("0a".repeat(32), "camera");
  private static final Instant MADE = Instant.parse("2026-07-01T00:00:00.123Z");
  private static final String SECRET = "canary-secret-0123456789-abcdefghijklmnop";

  private static final ExportedKey KEY =
      new ExportedKey(
          "HZABCDEFGHIJKLMNOP23",
          OWNER,
          MADE,
          new State.Live(
              new Secret(SECRET),
              List.of(
                  KeyGrant.parse("rw:photos/in/").of(new BucketId(1, 2)),
                  KeyGrant.parse("r:films").of(new BucketId(3, 4))),
              Optional.of(MADE.plusSeconds(60))));

  /**
   * {@link #KEY} from the first node to the second, with 32 times 3 as the sender's key of X25519,
   * made by a program of its own that goes by what docs/sharing.md says.
   */
  private static final String KNOWN =
      "horizonkeyAQGShFgggTl3Dqh9F19Wo1Rmw0x-zMuNipG07jeiXfYPW4_Js5RYIIqI4910CfGV_V"
          + "LbLTy6XXLKZwm_HZQSG_N0iAG0D29cWQEIXf7dO2vUf2-ijuFdlp1bsOpTd01Ii9r53xxuASSz7y"
          + "ILBj10RQ-B-htpJlEu3jgfFZqKyW-CgxvlMw134DwVRux7NgkmlVTipwTodh23n4BjQS2UFL_Ly4"
          + "AFRbc-MaJzViA-J-E19lOgDJfyW8zPE3msT33zs2X8PIOnwO8q5bLw8EyN-JaeG2X0d4d6KJd2gH"
          + "nYvDldx8COOyfFiH28mdFx53PmmjO7V1hlRxi2E9EDV5mkq6fXdBebmsMShH8cUBQ2FcQhd8Hsq1"
          + "1Jewc6tSwd5uwI7dmSW_U1vUiBohRdrO9XZm5ZFASzsR_UGivlKkA37gdQ4teCIuUVUfialKflc2"
          + "oKHYq7WECRDi_1xsdffoY92Fs3QaSTiTEw5eDE5RlhJgoxJqO9Um4y632Pcg86XBCNsgJ3NRoJ7I"
          + "zb7MVeAfX3SeUCJVIJf8k_Ig";

  private static final ExportedKey REVOKED =
      new ExportedKey(KEY.id(), OWNER, MADE, new State.Revoked(MADE.plusSeconds(9)));

  private static KeyTransfers of(byte[] seed) {
    return new KeyTransfers(SigningKey.of(seed), NodeSeal.of(seed));
  }

  private static NodeId id(byte[] seed) {
    return NodeId.of(SigningKey.of(seed).publicKey());
  }

  @Test
  void aKey_isOneLine_andReadsBackAsItWas_fromItsAuthor() {
    for (ExportedKey key : List.of(KEY, REVOKED)) {
      Secret line = ONE.write(key, NODE_2);
      assertThat(line.value()).matches("horizonkey[A-Za-z0-9_-]+");
      assertThat(TWO.read(line, NODE_1::equals)).isEqualTo(new KeyTransfers.Received(NODE_1, key));
      String mailed = " " + line.value().substring(0, 60) + "\r\n" + line.value().substring(60);
      assertThat(TWO.read(new Secret(mailed), NODE_1::equals).key()).isEqualTo(key);
    }
  }

  @Test
  void aLineOfTheFormat_isReadForEver() {
    assertThat(TWO.read(new Secret(KNOWN), NODE_1::equals))
        .isEqualTo(new KeyTransfers.Received(NODE_1, KEY));
  }

  @Test
  void aLine_isForOneNodeAlone_andNotForItsAuthor() {
    Secret line = ONE.write(KEY, NODE_2);

    assertThat(refusal(ONE, line.value())).isEqualTo(Reason.FOR_ANOTHER);
    assertThatThrownBy(() -> ONE.write(KEY, NODE_1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("this node");
  }

  @Test
  void anAuthorWhoIsNotBelieved_isNamed_andOneThatIsForgedIsNot() {
    String line = ONE.write(KEY, NODE_2).value();
    KeyTransferException e =
        catchThrowableOfType(
            KeyTransferException.class, () -> TWO.read(new Secret(line), _ -> false));

    assertThat(e.reason()).isEqualTo(Reason.AUTHOR);
    assertThat(e).hasMessageContaining("--from " + NODE_1);
    assertThat(refusal(TWO, withAuthor(line, id(HexFormat.of().parseHex("03".repeat(32))))))
        .as("another name on the same signature")
        .isEqualTo(Reason.ALTERED);
  }

  /** Whoever takes somebody else's sealed key and signs it itself gets nobody to take it. */
  @Test
  void aKeyThatAnotherSigns_doesNotOpen() {
    byte[] body = body(ONE.write(KEY, NODE_2).value());
    byte[] seed = HexFormat.of().parseHex("03".repeat(32));
    NodeId thief = id(seed);
    byte[] sealed = TestingExports.sealedOf(body);
    String stolen = line(TestingExports.signed(SigningKey.of(seed), NODE_2, thief, sealed));

    assertThat(refusal(TWO, stolen)).isEqualTo(Reason.ALTERED);
  }

  @Test
  void aLineThatIsCut_isTruncated_whereverThatIs() {
    String line = ONE.write(KEY, NODE_2).value();
    for (int length = KeyTransfers.BEGINNING.length(); length < line.length(); length++) {
      assertThat(refusal(TWO, line.substring(0, length)))
          .as("%d characters", length)
          .isEqualTo(Reason.TRUNCATED);
    }
  }

  @Test
  void aLineOfWhichACharacterIsAnother_isRefused() {
    String line = ONE.write(KEY, NODE_2).value();
    for (int at = KeyTransfers.BEGINNING.length(); at < line.length() - 1; at++) {
      char other = line.charAt(at) == 'A' ? 'B' : 'A';
      assertThat(refusal(TWO, line.substring(0, at) + other + line.substring(at + 1)))
          .as("character %d", at)
          .isIn(Reason.ALTERED, Reason.TRUNCATED, Reason.OTHER_VERSION);
    }
  }

  /** With a checksum that is right: whoever changes a line can make one. */
  @Test
  void aBodyOfWhichAByteIsAnother_isAltered_orForAnother() {
    byte[] body = body(ONE.write(KEY, NODE_2).value());
    for (int at = 0; at < body.length; at++) {
      byte[] changed = body.clone();
      changed[at] ^= 1;
      assertThat(refusal(TWO, line(changed)))
          .as("byte %d", at)
          .isIn(Reason.ALTERED, Reason.FOR_ANOTHER);
    }
  }

  @Test
  void anotherVersion_andWhatIsNoLine_areSaid() {
    byte[] all = Base64.getUrlDecoder().decode(ONE.write(KEY, NODE_2).value().substring(10));
    all[0] = 2;
    KeyTransferException e =
        catchThrowableOfType(
            KeyTransferException.class,
            () ->
                TWO.read(
                    new Secret(
                        "horizonkey" + Base64.getUrlEncoder().withoutPadding().encodeToString(all)),
                    _ -> true));
    assertThat(e.reason()).isEqualTo(Reason.OTHER_VERSION);
    assertThat(e).hasMessageContaining("form 2").hasMessageContaining("form 1");
    assertThat(refusal(TWO, "horizonAQFw")).isEqualTo(Reason.NO_KEY);
    assertThat(refusal(TWO, "")).isEqualTo(Reason.NO_KEY);
    assertThat(refusal(TWO, "horizonkey" + "A".repeat(100_000))).isEqualTo(Reason.NO_KEY);
  }

  @Test
  void aKeyWithMoreGrantsThanALineHolds_isNotExported() {
    KeyGrant grant = KeyGrant.parse("rw:photos/" + "x".repeat(1000)).of(new BucketId(1, 2));
    ExportedKey large =
        new ExportedKey(
            KEY.id(),
            OWNER,
            MADE,
            new State.Live(new Secret(SECRET), Collections.nCopies(40, grant), Optional.empty()));
    assertThatThrownBy(() -> ONE.write(large, NODE_2)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theSecret_isInNoText_andNotReadableInTheLine() {
    Secret line = ONE.write(KEY, NODE_2);
    byte[] body = body(line.value());
    String latin = new String(body, StandardCharsets.ISO_8859_1);

    assertThat(latin).doesNotContain(SECRET, "canary", KEY.id(), "photos", OWNER.id());
    assertThat(KEY.toString()).doesNotContain(SECRET);
    assertThat(line.toString()).isEqualTo(Secret.MASK);
    KeyTransferException e =
        catchThrowableOfType(
            KeyTransferException.class,
            () -> TWO.read(new Secret(line.value().substring(0, 200)), _ -> true));
    assertThat(e.getMessage()).doesNotContain(line.value().substring(10, 40));
  }

  private static Reason refusal(KeyTransfers node, String line) {
    return catchThrowableOfType(
            KeyTransferException.class, () -> node.read(new Secret(line), _ -> true))
        .reason();
  }

  private static byte[] body(String line) {
    return TestingExports.ENVELOPE.read(line, fault -> new IllegalStateException(fault.toString()));
  }

  private static String line(byte[] body) {
    return TestingExports.ENVELOPE.write(body);
  }

  /** The body is 0x84, then twice 0x58 0x20 and 32 bytes. */
  private static String withAuthor(String line, NodeId author) {
    byte[] body = body(line);
    System.arraycopy(author.bytes(), 0, body, 1 + 34 + 2, NodeId.LENGTH);
    return line(body);
  }
}
