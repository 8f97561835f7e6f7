import type { Place } from '#base/place'
import { library, type LibraryValue } from '../value.js'

export const HOW = 'Clerk holds a session'

/** What `auth()` gives; also `auth` itself, as middleware hands it over. */
export const authValue = (at: Place): LibraryValue => library('clerk:auth', 'auth', { at })
