package io.horizonpush.node.plugins;

import io.horizonpush.wasm.kit.ManifestSection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Arrays;
import org.apache.commons.codec.digest.Blake3;

/** The project's plugins, as they are and made over for tests. */
public final class ExamplePlugins {

  /** One that reads no settings that it must have, and asks for nothing. */
  public static final String REDACT = "redact";

  private static final Path FOLDER = Path.of("../horizon-wasm/examples");

  private ExamplePlugins() {}

  public static Path file(String name) {
    return FOLDER.resolve(name).resolve(name + ".wasm").toAbsolutePath().normalize();
  }

  public static byte[] read(String name) {
    try {
      return Files.readAllBytes(file(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same code with a manifest in which a text stands for another. */
  public static byte[] with(String name, String text, String other) {
    byte[] plugin = read(name);
    String manifest =
        new String(ManifestSection.read(plugin).orElseThrow(), StandardCharsets.UTF_8);
    if (!manifest.contains(text)) {
      throw new IllegalArgumentException("There is no " + text + " in " + manifest);
    }
    return ManifestSection.embed(
        plugin, manifest.replace(text, other).getBytes(StandardCharsets.UTF_8));
  }

  /** The next version of a plugin. */
  public static byte[] next(String name) {
    return with(name, "\"version\":\"1.0.0\"", "\"version\":\"1.1.0\"");
  }

  /** A plugin with a signature. */
  public static byte[] signed(byte[] plugin, KeyPair by) {
    try {
      byte[] name = "horizonpush.signature".getBytes(StandardCharsets.US_ASCII);
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(by.getPrivate());
      signature.update(Blake3.hash(plugin));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(plugin);
      out.write(0);
      out.write(1 + name.length + 96); // Less than 128, so it is one byte.
      out.write(name.length);
      out.writeBytes(name);
      out.writeBytes(publicKey(by));
      out.writeBytes(signature.sign());
      return out.toByteArray();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The 32 bytes of a public key. */
  public static byte[] publicKey(KeyPair of) {
    byte[] encoded = of.getPublic().getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
  }
}
