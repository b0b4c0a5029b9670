/** Everything there is, in one file: written from one snapshot, restored into an empty database. */
@NullMarked
package org.vivavoce.backup;

import org.jspecify.annotations.NullMarked;
