import { browserDoor } from './access/browser-door.js'
import { claimedIdentity } from './access/claimed-identity.js'
import { foreignObject } from './access/foreign-object.js'
import { forgedGuard } from './access/forged-guard.js'
import { knownAddress } from './access/known-address.js'
import { readablePassword } from './access/readable-password.js'
import { hostileModel } from './ai/hostile-model.js'
import { brokenTable } from './errors/broken-table.js'
import { storedSecret } from './errors/stored-secret.js'
import { injected } from './input/injected.js'
import { junk } from './input/junk.js'
import { massAssignment } from './input/mass-assignment.js'
import { hammered } from './limits/hammered.js'
import { clientPrice } from './money/client-price.js'
import { doubleSubmit } from './money/double-submit.js'
import { counted } from './performance/counted.js'
import type { Probe } from './probe.js'
import { unset } from './broken/unset.js'
import { bundledSecret } from './web/bundled-secret.js'
import { cookies } from './web/cookies.js'
import { headers } from './web/headers.js'
import { origins } from './web/origins.js'
import { delivered } from './webhooks/delivered.js'

/** Every probe, the gravest faults first. */
export const PROBES: readonly Probe[] = [
  foreignObject,
  browserDoor,
  forgedGuard,
  claimedIdentity,
  massAssignment,
  clientPrice,
  delivered,
  unset,
  doubleSubmit,
  storedSecret,
  readablePassword,
  bundledSecret,
  injected,
  hostileModel,
  origins,
  cookies,
  headers,
  brokenTable,
  junk,
  counted,
  knownAddress,
  // Last: limits stay in force for a while after they were reached.
  hammered,
]
