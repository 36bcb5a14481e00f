/** Errors as the S3 protocol shows them. */
@NullMarked
package io.horizonpush.s3.error;

import org.jspecify.annotations.NullMarked;
