package io.horizonpush.node.fuzz;

import java.io.IOException;

/** A client whose requests are damaged anywhere. Confined to one thread. */
public final class DamagedRequests {

  private final int port;
  private final String bucket;
  private final Fuzz fuzz = Fuzz.start();

  /**
   * @param port of a node on this machine
   * @param bucket that they are about
   */
  public DamagedRequests(int port, String bucket) {
    this.port = port;
    this.bucket = bucket;
  }

  /** Sends one and reads what there is of an answer. */
  public void send() throws IOException {
    String _ = RawRequests.exchange(port, fuzz.mutate(RawRequests.next(fuzz, bucket)), fuzz);
  }
}
