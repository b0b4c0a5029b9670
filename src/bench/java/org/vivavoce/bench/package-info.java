/**
 * What measures the portal and speaks its demonstration. Not part of it; tests use its scorer of
 * quality alone.
 */
@NullMarked
package org.vivavoce.bench;

import org.jspecify.annotations.NullMarked;
