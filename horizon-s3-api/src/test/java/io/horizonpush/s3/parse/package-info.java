@NullMarked
package io.horizonpush.s3.parse;

import org.jspecify.annotations.NullMarked;
