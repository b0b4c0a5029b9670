/** The one way by which an article becomes public, changes or is withdrawn. */
@NullMarked
package org.vivavoce.publishing;

import org.jspecify.annotations.NullMarked;
