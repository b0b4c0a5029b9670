/** Which answers stand in Other Voices, and why. */
@NullMarked
package org.vivavoce.related;

import org.jspecify.annotations.NullMarked;
