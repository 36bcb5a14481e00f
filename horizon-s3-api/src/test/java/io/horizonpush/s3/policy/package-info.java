/** Tests of bucket policies. */
@NullMarked
package io.horizonpush.s3.policy;

import org.jspecify.annotations.NullMarked;
