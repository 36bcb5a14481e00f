package io.horizonpush.fallback.origin;

import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Tags;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An origin each of whose requests is paid for by a budget and counted. Reads that go on where they
 * broke off pay by themselves: see {@link OriginReader}, which stands before the origin itself.
 */
public final class MeteredOrigin implements Origin {

  private final Origin origin;
  private final OriginBudget budget;
  private final OriginTraffic traffic;

  public MeteredOrigin(Origin origin, OriginBudget budget, OriginTraffic traffic) {
    this.origin = origin;
    this.budget = budget;
    this.traffic = traffic;
  }

  /**
   * @throws OriginException over budget, or whatever the request fails with
   */
  private <T> T paid(Supplier<T> request) {
    budget.spendRequest();
    return counted(traffic, request);
  }

  /** Counts what becomes of a request. */
  static <T> T counted(OriginTraffic traffic, Supplier<T> request) {
    OriginTraffic.Outcome outcome = OriginTraffic.Outcome.BROKEN; // Of what no origin throws.
    try {
      T result = request.get();
      outcome = OriginTraffic.Outcome.DONE;
      return result;
    } catch (OriginException e) {
      outcome = OriginTraffic.Outcome.of(e.fault());
      throw e;
    } finally {
      traffic.count(outcome);
    }
  }

  private void paidFor(Runnable request) {
    Boolean _ =
        paid(
            () -> {
              request.run();
              return true;
            });
  }

  @Override
  public OriginDescription description() {
    return origin.description();
  }

  @Override
  public boolean describesWithBytes() {
    return origin.describesWithBytes();
  }

  @Override
  public OriginObject head(String key) {
    return paid(() -> origin.head(key));
  }

  @Override
  public Tags tags(String key) {
    return paid(() -> origin.tags(key));
  }

  /** All bytes of the body are paid for and counted, whether or not they are read. */
  @Override
  public OriginBody open(String key, Optional<ByteRange> range, Optional<String> pin) {
    OriginBody body = paid(() -> origin.open(key, range, pin));
    try {
      budget.spendBytes(body.range().length());
    } catch (RuntimeException e) {
      body.close();
      throw e;
    }
    traffic.read(body.range().length());
    return body;
  }

  @Override
  public OriginPage list(OriginListing listing) {
    return paid(() -> origin.list(listing));
  }

  @Override
  public String put(OriginWrite write, OriginSource source) {
    String tag = paid(() -> origin.put(write, source));
    traffic.wrote(write.length());
    return tag;
  }

  @Override
  public OriginUpload begin(OriginWrite write) {
    return new MeteredUpload(paid(() -> origin.begin(write)));
  }

  @Override
  public OriginUpload resume(OriginWrite write, Secret token) {
    return new MeteredUpload(paid(() -> origin.resume(write, token)));
  }

  @Override
  public void delete(String key, Optional<String> tag) {
    paidFor(() -> origin.delete(key, tag));
  }

  /** An upload that pays for each of its pieces. */
  private final class MeteredUpload implements OriginUpload {

    private final OriginUpload upload;

    MeteredUpload(OriginUpload upload) {
      this.upload = upload;
    }

    @Override
    public Secret token() {
      return upload.token();
    }

    @Override
    public long stored() {
      return upload.stored();
    }

    @Override
    public long pieceLength() {
      return upload.pieceLength();
    }

    @Override
    public void append(OriginSource source) {
      long before = upload.stored();
      paidFor(() -> upload.append(source));
      traffic.wrote(upload.stored() - before);
    }

    @Override
    public String complete() {
      return paid(upload::complete);
    }

    @Override
    public void abort() {
      paidFor(upload::abort);
    }
  }
}
