package io.horizonpush.node.admin;

import java.util.Optional;

/**
 * What the admin API asks of the node about access keys that go to other nodes and come from them.
 * Thread-safe; blocks its (virtual) thread. What is refused is a {@link
 * io.horizonpush.node.keys.KeyTransferException}.
 */
public interface KeyTransferControl {

  /** Makes the line that brings a key to another node; nothing when there is no such key. */
  Optional<NewKeyExport> exportKey(String accessKey, KeyExportRequest asked);

  /** Takes the key of such a line. */
  ImportedKey importKey(KeyImport asked);
}
