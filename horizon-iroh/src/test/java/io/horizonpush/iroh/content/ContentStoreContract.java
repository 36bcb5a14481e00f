package io.horizonpush.iroh.content;

import io.horizonpush.iroh.index.BlobUses;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.FilledBlobsContract;
import java.util.Set;

/** What the content store does over whatever writes its files. */
abstract class ContentStoreContract extends FilledBlobsContract {

  abstract ContentStore content();

  abstract Index index();

  @Override
  protected BlobStore store() {
    return content();
  }

  @Override
  protected void use(PinnedBlob blob) {
    BlobUses.add(index(), blob);
  }

  @Override
  protected void useConfirmed(PinnedBlob blob) {
    BlobUses.addConfirmed(index(), blob);
  }

  @Override
  protected void name(BlobHash blob, long length) {
    BlobUses.name(index(), blob, length);
  }

  @Override
  protected void giveUpAll(BlobHash blob) {
    BlobUses.removeAll(index(), blob);
  }

  @Override
  protected void giveUp(BlobHash blob) {
    BlobUses.remove(index(), blob);
  }

  @Override
  protected Set<BlobHash> collect() {
    return content().deletion().run();
  }
}
