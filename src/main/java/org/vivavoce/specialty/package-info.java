/** Specialties and their answers. */
@NullMarked
package org.vivavoce.specialty;

import org.jspecify.annotations.NullMarked;
