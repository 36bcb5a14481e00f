/** Tests of parsing and of the operations. */
@NullMarked
package io.horizonpush.s3.op;

import org.jspecify.annotations.NullMarked;
