/**
 * The ports behind the S3 operations: where records and bytes are kept and where missing bytes come
 * from.
 */
@NullMarked
package io.horizonpush.s3.store;

import org.jspecify.annotations.NullMarked;
