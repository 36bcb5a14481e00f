/** Tests of the path of a request. */
@NullMarked
package io.horizonpush.s3.pipeline;

import org.jspecify.annotations.NullMarked;
