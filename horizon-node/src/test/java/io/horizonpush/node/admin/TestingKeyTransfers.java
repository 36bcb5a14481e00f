package io.horizonpush.node.admin;

import io.horizonpush.node.config.Secret;
import io.horizonpush.node.keys.KeyOutcome;
import io.horizonpush.node.keys.KeyTransferException;
import io.horizonpush.node.keys.KeyTransferException.Reason;
import io.horizonpush.s3.model.Owner;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a node answers about keys of several nodes, fixed, for tests of the HTTP around it. */
public final class TestingKeyTransfers implements KeyTransferControl {

  /** The line that every export makes. */
  public static final String EXPORT = "horizonkey" + "Aq7".repeat(60);

  /** The id of the other node. */
  public static final String NODE = "ab".repeat(32);

  /** What was asked for, in words. */
  public final List<String> asked = new CopyOnWriteArrayList<>();

  /** Why everything is refused from now on. */
  public volatile Optional<Reason> refusal = Optional.empty();

  /** What every import comes to. */
  public volatile KeyOutcome outcome = KeyOutcome.IMPORTED;

  private void refuse() {
    refusal.ifPresent(
        reason -> {
          throw new KeyTransferException(reason, "Because of " + reason + ".");
        });
  }

  @Override
  public Optional<NewKeyExport> exportKey(String accessKey, KeyExportRequest wanted) {
    asked.add("export %s to %s".formatted(accessKey, wanted.to()));
    return Optional.of(accessKey)
        .filter(id -> !id.equals("absent"))
        .map(
            id -> new NewKeyExport(new Secret(EXPORT), id, wanted.to(), accessKey.equals("ended")));
  }

  @Override
  public ImportedKey importKey(KeyImport wanted) {
    asked.add(
        "import %s from %s%s"
            .formatted(
                wanted.export().value().strip(),
                wanted.from().orElse("-"),
                wanted.replace().orElse(false) ? " replacing" : ""));
    refuse();
    return new ImportedKey("USER", new Owner("id-2", "user"), NODE, outcome);
  }
}
