/** The newsroom: manuscripts, review, publication, and what answers hang on. */
@NullMarked
package org.vivavoce.admin;

import org.jspecify.annotations.NullMarked;
