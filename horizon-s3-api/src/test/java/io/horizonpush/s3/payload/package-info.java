@NullMarked
package io.horizonpush.s3.payload;

import org.jspecify.annotations.NullMarked;
