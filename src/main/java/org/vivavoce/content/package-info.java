/** The kernel records every feature speaks of; imports nothing of ours. */
@NullMarked
package org.vivavoce.content;

import org.jspecify.annotations.NullMarked;
