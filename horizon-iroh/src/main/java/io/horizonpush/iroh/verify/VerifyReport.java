package io.horizonpush.iroh.verify;

import java.util.List;

/**
 * What a verification looked at and what it found wrong.
 *
 * @param findings one sentence each; empty when index, blobs and documents agree
 * @param objects records of objects that were checked
 * @param blobs blobs that the index names
 * @param bytes of blobs that were read again, 0 without the deep option
 * @param entries document entries that were compared
 * @param waiting writes that are still to be published, which is no finding
 */
public record VerifyReport(
    List<String> findings, long objects, long blobs, long bytes, long entries, long waiting) {

  public VerifyReport {
    findings = List.copyOf(findings);
  }

  public boolean isClean() {
    return findings.isEmpty();
  }
}
