/** One question, one doctor's answer, and Other Voices. */
@NullMarked
package org.vivavoce.article;

import org.jspecify.annotations.NullMarked;
