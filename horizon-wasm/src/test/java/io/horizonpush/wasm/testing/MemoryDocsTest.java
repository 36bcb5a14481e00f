package io.horizonpush.wasm.testing;

import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.PluginDocs;
import io.horizonpush.s3.store.PluginDocsContract;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What the other tests use in the place of a document is one, as far as plugins see. */
class MemoryDocsTest extends PluginDocsContract {

  private final MemoryDocs docs = new MemoryDocs();

  @Override
  protected PluginDocs docs() {
    return docs;
  }

  @Override
  protected BucketId bucket(BucketName name) {
    return docs.make(name);
  }

  @Override
  protected WriterId self() {
    return MemoryDocs.SELF;
  }

  @Override
  protected WriterId arrive(PluginDocs.Space space, String key, String value) {
    docs.write(
        space, key, MemoryDocs.OTHER, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    return MemoryDocs.OTHER;
  }
}
