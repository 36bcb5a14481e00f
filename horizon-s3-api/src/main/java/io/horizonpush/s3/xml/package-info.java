/** XML documents of the S3 protocol, read into records and written from them. */
@NullMarked
package io.horizonpush.s3.xml;

import org.jspecify.annotations.NullMarked;
