/** A portal on which doctors answer patients' questions viva voce. */
@NullMarked
package org.vivavoce;

import org.jspecify.annotations.NullMarked;
