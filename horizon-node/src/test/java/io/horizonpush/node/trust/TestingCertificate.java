package io.horizonpush.node.trust;

import io.horizonpush.node.tls.SelfSigned;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A certificate that signs itself, and its key, as PEM. */
record TestingCertificate(Path certificate, Path key) {

  /** Makes one for localhost and {@code s3.example.com}, in a folder. */
  static TestingCertificate make(Path folder) throws IOException {
    TestingCertificate files =
        new TestingCertificate(folder.resolve("test.pem"), folder.resolve("test.key"));
    SelfSigned.make(List.of("localhost", "s3.example.com", "127.0.0.1"), 2)
        .write(files.certificate(), files.key());
    return files;
  }
}
