@NullMarked
package io.horizonpush.s3.http;

import org.jspecify.annotations.NullMarked;
