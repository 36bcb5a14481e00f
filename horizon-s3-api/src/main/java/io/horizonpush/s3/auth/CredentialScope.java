package io.horizonpush.s3.auth;

/** What a signing key is good for: {@code 20130524/us-east-1/s3/aws4_request}. */
record CredentialScope(String date, String region, String service, String terminator) {

  @Override
  public String toString() {
    return date + '/' + region + '/' + service + '/' + terminator;
  }
}
