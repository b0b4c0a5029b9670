/** Full-text search over published answers. */
@NullMarked
package org.vivavoce.search;

import org.jspecify.annotations.NullMarked;
