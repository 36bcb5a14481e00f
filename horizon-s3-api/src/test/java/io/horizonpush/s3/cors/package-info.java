/** Tests of the rules for cross-origin requests. */
@NullMarked
package io.horizonpush.s3.cors;

import org.jspecify.annotations.NullMarked;
