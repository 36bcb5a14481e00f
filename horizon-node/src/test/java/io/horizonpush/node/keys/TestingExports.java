package io.horizonpush.node.keys;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.TextEnvelope;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.SigningKey;

/** Exported keys made by hand, as the format is written down, for tests of what is refused. */
final class TestingExports {

  static final TextEnvelope ENVELOPE =
      new TextEnvelope("horizonkey", "horizonpush key export", 1, 48 * 1024);

  private TestingExports() {}

  /** The body that a node signs around a sealed key. */
  static byte[] signed(SigningKey by, NodeId recipient, NodeId author, byte[] sealed) {
    byte[] signature =
        by.sign(
            CborWriter.write(
                out ->
                    out.tuple(
                        4,
                        all ->
                            all.text("horizonpush key export 1")
                                .bytes(recipient.bytes())
                                .bytes(author.bytes())
                                .bytes(sealed))));
    return CborWriter.write(
        out ->
            out.tuple(
                4,
                all ->
                    all.bytes(recipient.bytes())
                        .bytes(author.bytes())
                        .bytes(sealed)
                        .bytes(signature)));
  }

  /** The sealed key of a body. */
  static byte[] sealedOf(byte[] body) {
    return CborReader.read(
        body,
        in ->
            in.tuple(
                () -> {
                  in.bytes();
                  in.bytes();
                  byte[] sealed = in.bytes();
                  in.bytes();
                  return sealed;
                }));
  }
}
