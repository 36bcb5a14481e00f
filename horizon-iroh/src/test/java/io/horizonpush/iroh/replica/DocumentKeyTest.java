package io.horizonpush.iroh.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.VersionId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentKeyTest {

  private static final ObjectKey KEY = new ObjectKey("a/\u00e9");
  private static final VersionId VERSION = new VersionId(0x0001020304050607L, -1);

  static Stream<DocumentKey> keys() {
    return Stream.of(
        DocumentKey.of(KEY),
        DocumentKey.ofSetting("cors"),
        DocumentKey.of(KEY, VERSION),
        DocumentKey.ofPlugin("mine", "key"));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void of_takesBackWhatBytesAndTagAndTextGive(DocumentKey key) {
    assertThat(DocumentKey.of(key.bytes())).isEqualTo(key).hasSameHashCodeAs(key);
    assertThat(DocumentKey.of(key.tag(), key.text())).isEqualTo(key).hasToString(key.toString());
  }

  @Test
  void aVersion_isTagKeyNulAndId() {
    DocumentKey key = DocumentKey.of(KEY, VERSION);

    assertThat(HexFormat.of().formatHex(key.bytes()))
        .isEqualTo("03" + "612fc3a9" + "00" + "0001020304050607ffffffffffffffff");
    assertThat(key.objectKey()).isEqualTo(KEY);
    assertThat(key.versionId()).isEqualTo(VERSION);
  }

  @Test
  void anObjectAndASetting_areTagTextAndNul() {
    assertThat(HexFormat.of().formatHex(DocumentKey.of(KEY).bytes())).isEqualTo("01612fc3a900");
    assertThat(DocumentKey.of(KEY).objectKey()).isEqualTo(KEY);
    assertThat(DocumentKey.ofSetting("cors").bytes()).startsWith(2, 'c').endsWith('s', 0);
    assertThat(DocumentKey.ofSetting("cors").settingName()).isEqualTo("cors");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "01",
        "0100",
        "0161",
        "01610000",
        "01616200ff",
        "006100",
        "056100",
        "ff6100",
        "01c300",
        "0161e28200",
        "0200",
        "0400",
        "036100",
        "0361000001020304050607ffffffffffffff",
        "0361000001020304050607ffffffffffffffff00",
        "03000001020304050607ffffffffffffffff"
      })
  void of_malformedBytes_fails(String hex) {
    assertThatThrownBy(() -> DocumentKey.of(HexFormat.of().parseHex(hex)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void of_aKeyLongerThanAnObjectsMayBe_fails() {
    byte[] longest = "k".repeat(ObjectKey.MAX_BYTES).getBytes(StandardCharsets.UTF_8);
    byte[] longer = "k".repeat(ObjectKey.MAX_BYTES + 1).getBytes(StandardCharsets.UTF_8);

    assertThat(DocumentKey.of(DocumentKey.OBJECT, longest).objectKey().bytes()).isEqualTo(longest);
    assertThatThrownBy(() -> DocumentKey.of(DocumentKey.OBJECT, longer))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Few different characters and bytes, so that many keys begin alike. */
  @Test
  void noKey_isAPrefixOfAnother() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = (byte) random.nextInt(5);
      }
      try {
        keys.add(DocumentKey.of(bytes).bytes());
      } catch (IllegalArgumentException e) {
        // Most are no keys.
      }
      ObjectKey key = new ObjectKey(random.nextBoolean() ? "a" : "a\u0001");
      keys.add(DocumentKey.of(key).bytes());
      keys.add(DocumentKey.of(key, new VersionId(random.nextInt(2) << 8, i % 3)).bytes());
    }
    List<byte[]> ordered =
        keys.stream().map(DocumentKey::of).distinct().sorted().map(DocumentKey::bytes).toList();
    assertThat(ordered).as("seed %s", seed).hasSizeGreaterThan(100);
    // A prefix of any key is a prefix of the one that follows it in order.
    for (int i = 1; i < ordered.size(); i++) {
      byte[] before = ordered.get(i - 1);
      byte[] after = ordered.get(i);
      boolean prefix =
          after.length >= before.length
              && Arrays.equals(before, 0, before.length, after, 0, before.length);
      assertThat(prefix).as("seed %s: %s", seed, HexFormat.of().formatHex(before)).isFalse();
    }
  }
}
