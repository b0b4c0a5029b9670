/**
 * What measures the portal and speaks its demonstration. Not part of it, and never run by its
 * tests.
 */
@NullMarked
package org.vivavoce.bench;

import org.jspecify.annotations.NullMarked;
