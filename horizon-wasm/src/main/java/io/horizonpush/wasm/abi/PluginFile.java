package io.horizonpush.wasm.abi;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.wasm.engine.ModuleLimits;
import io.horizonpush.wasm.engine.RefusedModuleException;
import io.horizonpush.wasm.engine.WasmModule;
import io.horizonpush.wasm.engine.WasmModule.CustomSection;
import java.util.List;
import java.util.Optional;
import org.apache.commons.codec.digest.Blake3;

/**
 * A plugin's file: a module with its manifest, and who signed it, if anybody did. Immutable.
 *
 * @param digest the BLAKE3 hash of the whole file
 * @param publisher the public key of a signature that holds
 */
public record PluginFile(
    BlobHash digest, WasmModule module, Manifest manifest, Optional<PublicKey> publisher) {

  /** The section with the manifest. */
  public static final String MANIFEST = "horizonpush";

  /** The section with the signature, the last of its file. */
  public static final String SIGNATURE = "horizonpush.signature";

  /**
   * Reads a file.
   *
   * @throws RefusedPluginException if it is no plugin, or was altered after it was signed
   */
  public static PluginFile read(byte[] bytes, ModuleLimits limits) {
    WasmModule module = module(bytes, limits);
    Optional<CustomSection> manifest = only(module, MANIFEST);
    if (manifest.isEmpty()) {
      throw new RefusedPluginException(
          "the module has no section %s: it is no plugin, which plugin build makes of a module and its manifest"
              .formatted(MANIFEST));
    }
    return new PluginFile(
        BlobHash.of(Blake3.hash(bytes)),
        module,
        ManifestParser.parse(module.content(manifest.get())),
        only(module, SIGNATURE).map(section -> publisher(module, section)));
  }

  private static WasmModule module(byte[] bytes, ModuleLimits limits) {
    try {
      return WasmModule.read(bytes, limits);
    } catch (RefusedModuleException e) {
      throw new RefusedPluginException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Optional<CustomSection> only(WasmModule module, String name) {
    List<CustomSection> found =
        module.customSections().stream().filter(each -> each.name().equals(name)).toList();
    if (found.size() > 1) {
      throw new RefusedPluginException("the module has the section %s twice".formatted(name));
    }
    return found.stream().findFirst();
  }

  private static PublicKey publisher(WasmModule module, CustomSection section) {
    if (section.end() != module.size()) {
      throw new RefusedPluginException("something follows the signature of the plugin");
    }
    return PublicKey.ofSection(
        module.content(section), Blake3.hash(module.bytesUpTo(section.start())));
  }
}
