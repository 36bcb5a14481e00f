package io.horizonpush.s3.form;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;

/** The errors of forms, as AWS words them. */
final class FormErrors {

  private FormErrors() {}

  static S3Exception malformed() {
    return new S3Exception(
        S3ErrorCode.MALFORMED_POST_REQUEST,
        "The body of your POST request is not well-formed multipart/form-data.");
  }

  static S3Exception fieldsTooLarge() {
    return new S3Exception(
            S3ErrorCode.MAX_POST_PRE_DATA_LENGTH_EXCEEDED,
            "Your POST request fields preceding the upload file were too large.")
        .with("MaxPostPreDataLengthBytes", Integer.toString(FormParts.MOST_BEFORE_FILE));
  }

  static S3Exception notOneFile() {
    return new S3Exception(
        S3ErrorCode.INCORRECT_NUMBER_OF_FILES,
        "POST requires exactly one file upload per request.");
  }

  static S3Exception badField(String name, String message) {
    return new S3Exception(S3ErrorCode.INVALID_ARGUMENT, message).with("ArgumentName", name);
  }

  static S3Exception badPolicy(String detail) {
    return new S3Exception(S3ErrorCode.INVALID_POLICY_DOCUMENT, "Invalid Policy: " + detail);
  }

  static S3Exception againstPolicy(String detail) {
    return new S3Exception(S3ErrorCode.ACCESS_DENIED, "Invalid according to Policy: " + detail);
  }
}
