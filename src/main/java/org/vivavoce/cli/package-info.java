/** The commands an operator types. */
@NullMarked
package org.vivavoce.cli;

import org.jspecify.annotations.NullMarked;
