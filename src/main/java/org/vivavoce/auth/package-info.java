/** Accounts: who may sign in, how they prove it, and what they may do. */
@NullMarked
package org.vivavoce.auth;

import org.jspecify.annotations.NullMarked;
