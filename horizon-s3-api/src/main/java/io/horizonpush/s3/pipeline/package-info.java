/**
 * The path of a request from its head to its answer, whatever carries both: {@link
 * io.horizonpush.s3.pipeline.S3Pipeline} is the one place to read.
 */
@NullMarked
package io.horizonpush.s3.pipeline;

import org.jspecify.annotations.NullMarked;
