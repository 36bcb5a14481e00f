@NullMarked
package io.horizonpush.s3.auth;

import org.jspecify.annotations.NullMarked;
