package io.horizonpush.node.admin;

import java.util.List;

/**
 * What a verification looked at and found.
 *
 * @param findings a sentence per contradiction; empty if all is well
 */
public record VerifyReport(long buckets, long objects, long blobs, List<String> findings) {

  public VerifyReport {
    findings = List.copyOf(findings);
  }
}
