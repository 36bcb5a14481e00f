package io.horizonpush.iroh.backup;

import io.horizonpush.iroh.index.IndexFile.Losses;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A backup that was restored, and what is lost by that.
 *
 * @param created when the backup was
 * @param objects that are in it
 * @param losses versions that the index before had and the backup has not; nothing if there was no
 *     index that could be read
 * @param missing files of the content store that the backup names and nobody has
 * @param missingBlobs that were in them
 * @param aside where the index and the documents of before are kept
 * @param confirm whether bytes that the backup does not name are kept until {@code gc --confirm}
 */
public record RestoreReport(
    Instant created,
    long objects,
    Optional<Losses> losses,
    List<String> missing,
    long missingBlobs,
    Optional<Path> aside,
    boolean confirm) {

  public RestoreReport {
    missing = List.copyOf(missing);
  }
}
