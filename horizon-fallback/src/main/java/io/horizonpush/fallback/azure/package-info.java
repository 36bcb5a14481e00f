/** Origins in Azure Blob Storage. The only package that knows Azure's SDK. */
@NullMarked
package io.horizonpush.fallback.azure;

import org.jspecify.annotations.NullMarked;
