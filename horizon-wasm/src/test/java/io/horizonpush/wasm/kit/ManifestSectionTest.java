package io.horizonpush.wasm.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestSectionTest {

  private static final byte[] HEADER = {0, 'a', 's', 'm', 1, 0, 0, 0};

  /** A type section with one type, and a memory section with one memory. */
  private static final byte[] CODE = {1, 4, 1, 0x60, 0, 0, 5, 3, 1, 0, 1};

  private static final byte[] NAMES = {0, 6, 4, 'n', 'a', 'm', 'e', 7};

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 114, 115, 116, 127, 128, 16_371, 16_384, 70_000})
  void aManifestOfAnyLength_isReadFromTheModuleItWasPutInto(int length) {
    byte[] manifest = "m".repeat(length).getBytes(UTF_8);

    byte[] plugin = ManifestSection.embed(concat(HEADER, CODE), manifest);

    assertThat(plugin).startsWith(concat(HEADER, CODE));
    assertThat(ManifestSection.read(plugin)).hasValue(manifest);
  }

  @Test
  void whatSaysNothingOfWhatAModuleDoes_isLeftOut() {
    byte[] named = concat(HEADER, NAMES, CODE, NAMES);

    assertThat(ManifestSection.embed(named, bytes("{}")))
        .isEqualTo(ManifestSection.embed(concat(HEADER, CODE), bytes("{}")));
  }

  @Test
  void aManifest_takesThePlaceOfTheOneBefore() {
    byte[] first = ManifestSection.embed(concat(HEADER, CODE), bytes("{\"a\":1}"));

    byte[] second = ManifestSection.embed(first, bytes("{}"));

    assertThat(second).isEqualTo(ManifestSection.embed(concat(HEADER, CODE), bytes("{}")));
  }

  @Test
  void aModuleWithoutAManifest_hasNone() {
    assertThat(ManifestSection.read(concat(HEADER, NAMES, CODE))).isEmpty();
    assertThat(ManifestSection.read(HEADER)).isEmpty();
  }

  @Test
  void aModuleThatBreaksOff_isRefusedWhereverItDoes() {
    byte[] plugin = ManifestSection.embed(concat(HEADER, CODE), bytes("{}"));
    int[] whole = {HEADER.length, HEADER.length + 6, HEADER.length + CODE.length, plugin.length};

    for (int length = 0; length <= plugin.length; length++) {
      byte[] cut = Arrays.copyOf(plugin, length);
      if (Arrays.binarySearch(whole, length) >= 0) {
        assertThat(ManifestSection.embed(cut, bytes("{}"))).isNotEmpty();
      } else {
        assertThatExceptionOfType(BuildException.class)
            .as("%d bytes", length)
            .isThrownBy(() -> ManifestSection.embed(cut, bytes("{}")));
      }
    }
  }

  @Test
  void aSectionThatSaysItIsLongerThanTheFile_isRefused() {
    byte[][] lengths = {
      {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f},
      {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f},
      {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0},
      {2}
    };
    for (byte[] length : lengths) {
      byte[] module = concat(HEADER, new byte[] {0}, length, new byte[] {1});
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(() -> ManifestSection.read(module));
    }
  }

  @Test
  void aNameThatReachesBehindItsSection_isRefused() {
    byte[] module = concat(HEADER, new byte[] {0, 2, 11, 'h'}, bytes("orizonpush{}"));

    assertThatExceptionOfType(BuildException.class).isThrownBy(() -> ManifestSection.read(module));
  }

  @Test
  void whatIsNoModule_isRefused() {
    for (byte[] other : new byte[][] {{}, bytes("#!/bin/sh"), {0, 'a', 's', 'm', 13, 0, 1, 0}}) {
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(() -> ManifestSection.embed(other, bytes("{}")));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
