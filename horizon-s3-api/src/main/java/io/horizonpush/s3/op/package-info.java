/**
 * The operations of S3, one class for each family. They read a request's input and write answers.
 */
@NullMarked
package io.horizonpush.s3.op;

import org.jspecify.annotations.NullMarked;
