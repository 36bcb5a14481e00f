package io.horizonpush.wasm.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.wasm.engine.ModuleLimits;
import io.horizonpush.wasm.testing.WasmBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.commons.codec.digest.Blake3;
import org.junit.jupiter.api.Test;

/** Files of plugins, signed and not. */
class PluginFileTest {

  private static final byte[] MANIFEST =
      "{\"abi\": 1, \"name\": \"a\", \"version\": \"1.0.0\", \"phases\": [\"tick\"]}"
          .getBytes(StandardCharsets.UTF_8);

  private static PluginFile read(byte[] bytes) {
    return PluginFile.read(bytes, ModuleLimits.DEFAULT);
  }

  private static WasmBytes plugin() {
    return WasmBytes.module().custom("horizonpush", MANIFEST);
  }

  private static byte[] section(KeyPair keys, byte[] signed) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(keys.getPrivate());
    signature.update(Blake3.hash(signed));
    byte[] encoded = keys.getPublic().getEncoded();
    return WasmBytes.of()
        .bytes(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length))
        .bytes(signature.sign())
        .build();
  }

  private static KeyPair keys() throws GeneralSecurityException {
    return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  }

  @Test
  void aFile_isKnownByTheHashOfAllItsBytes() {
    byte[] bytes = plugin().build();

    assertThat(read(bytes).digest()).isEqualTo(BlobHash.of(Blake3.hash(bytes)));
    assertThat(read(bytes).manifest().about().name()).isEqualTo("a");
    assertThat(read(bytes).publisher()).isEmpty();
  }

  @Test
  void aSignature_thatHolds_namesItsPublisher() throws Exception {
    KeyPair keys = keys();
    byte[] unsigned = plugin().build();

    byte[] signed = plugin().custom("horizonpush.signature", section(keys, unsigned)).build();

    byte[] encoded = keys.getPublic().getEncoded();
    assertThat(read(signed).publisher())
        .contains(
            new PublicKey(HexFormat.of().formatHex(encoded, encoded.length - 32, encoded.length)));
  }

  @Test
  void aFile_changedInAnyByteAfterItWasSigned_isRefused() throws Exception {
    byte[] signed =
        plugin().custom("horizonpush.signature", section(keys(), plugin().build())).build();
    for (int at = 0; at < signed.length; at++) {
      byte[] changed = signed.clone();
      changed[at] ^= 1;
      try {
        assertThat(read(changed).publisher()).as("byte %d", at).isEmpty();
      } catch (RefusedPluginException e) {
        assertThat(e).hasMessageMatching("(?s).+");
      }
    }
  }

  @Test
  void aSignature_thatIsNotTheLast_orThereTwice_orOfAnotherLength_isRefused() throws Exception {
    byte[] section = section(keys(), plugin().build());

    assertThatThrownBy(
            () ->
                read(
                    plugin()
                        .custom("horizonpush.signature", section)
                        .custom("more", new byte[1])
                        .build()))
        .hasMessage("something follows the signature of the plugin");
    assertThatThrownBy(
            () ->
                read(
                    plugin()
                        .custom("horizonpush.signature", section)
                        .custom("horizonpush.signature", section)
                        .build()))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> read(plugin().custom("horizonpush.signature", new byte[5]).build()))
        .hasMessageContaining("has not 96 bytes");
  }

  @Test
  void aModule_withoutAManifest_orWithTwo_isNoPlugin() {
    assertThatThrownBy(() -> read(WasmBytes.module().build()))
        .hasMessageContaining("no section horizonpush");
    assertThatThrownBy(() -> read(plugin().custom("horizonpush", MANIFEST).build()))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> read(new byte[] {1, 2, 3})).isInstanceOf(RefusedPluginException.class);
  }
}
