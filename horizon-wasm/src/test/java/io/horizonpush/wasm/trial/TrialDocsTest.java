package io.horizonpush.wasm.trial;

import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.PluginDocs;
import io.horizonpush.s3.store.PluginDocsContract;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The entries of cases are what a plugin finds on a node. */
class TrialDocsTest extends PluginDocsContract {

  private static final WriterId OTHER = new WriterId(2, 2, 2, 2);

  private final TrialDocs docs = new TrialDocs();

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
    return TrialDocs.SELF;
  }

  @Override
  protected WriterId arrive(PluginDocs.Space space, String key, String value) {
    docs.write(space, key, OTHER, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    return OTHER;
  }
}
