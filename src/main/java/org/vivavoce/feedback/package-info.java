/** What readers say of an answer: whether it helped, and what is wrong with it. */
@NullMarked
package org.vivavoce.feedback;

import org.jspecify.annotations.NullMarked;
