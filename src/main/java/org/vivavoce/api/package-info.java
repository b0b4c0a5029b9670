/** The published answers as open data: what programs may ask, and what they are answered. */
@NullMarked
package org.vivavoce.api;

import org.jspecify.annotations.NullMarked;
