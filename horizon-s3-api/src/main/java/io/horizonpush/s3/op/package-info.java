/**
 * One class for each family of S3 operations, and the table that says which operation a request
 * asks for.
 */
@NullMarked
package io.horizonpush.s3.op;

import org.jspecify.annotations.NullMarked;
