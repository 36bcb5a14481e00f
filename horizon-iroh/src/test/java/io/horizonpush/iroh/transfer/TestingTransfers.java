package io.horizonpush.iroh.transfer;

import io.horizonpush.iroh.index.TransferRecord;
import io.horizonpush.iroh.index.TransferRecord.Course;
import io.horizonpush.iroh.index.TransferRecord.Figures;
import io.horizonpush.iroh.index.TransferRecord.Place;
import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.s3.model.BucketId;
import java.time.Instant;
import java.util.List;

/** Transfers that belong to no node. */
public final class TestingTransfers {

  private TestingTransfers() {}

  /** One of a number that has just begun. */
  public static Transfer of(long id, Purpose purpose) {
    return new Transfer(
        new TransferRecord(
            id,
            purpose,
            new Place(new BucketId(1, id), "photos", "a/" + id),
            Course.begun(Instant.EPOCH),
            Figures.NONE,
            List.of()));
  }

  /** What counts a blob of one. */
  public static Tally tally() {
    return new Tally(of(1, Purpose.READ));
  }
}
