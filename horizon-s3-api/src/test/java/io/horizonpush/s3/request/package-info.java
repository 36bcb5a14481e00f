@NullMarked
package io.horizonpush.s3.request;

import org.jspecify.annotations.NullMarked;
