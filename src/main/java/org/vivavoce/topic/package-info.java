/** Conditions A to Z and their answers. */
@NullMarked
package org.vivavoce.topic;

import org.jspecify.annotations.NullMarked;
