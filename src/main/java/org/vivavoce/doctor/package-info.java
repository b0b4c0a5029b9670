/** Doctors, their profiles and answers. */
@NullMarked
package org.vivavoce.doctor;

import org.jspecify.annotations.NullMarked;
