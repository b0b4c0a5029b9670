/** Stored images and audio, in bounded chunks. */
@NullMarked
package org.vivavoce.media;

import org.jspecify.annotations.NullMarked;
