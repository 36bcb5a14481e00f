/** Tests of what documents are read and refused. */
@NullMarked
package io.horizonpush.s3.xml;

import org.jspecify.annotations.NullMarked;
