@NullMarked
package io.horizonpush.s3.access;

import org.jspecify.annotations.NullMarked;
