import type { AppModel, Auth, Route } from '#model/app-model'
import { routeOf, type Subject } from './subject.js'

/** Who can reach a problem, in words and as a factor. */
export interface Exposure {
  readonly label: string
  readonly factor: number
}

const ANYONE = { label: 'open to anyone', factor: 1.5 }
const SIGNED_IN = { label: 'open to anyone signed in', factor: 1.2 }
const NOT_KNOWN = { label: 'reach not known', factor: 1 }
const REPOSITORY = { label: 'in the hands of whoever has the code', factor: 1 }
const SENDER = { label: 'only its signed sender', factor: 1 }
const ADMIN = { label: 'only an admin', factor: 0.6 }
const NOBODY = { label: 'not mounted, nobody reaches it', factor: 0.3 }

const BY_AUTH: Readonly<Record<Auth, Exposure>> = {
  open: ANYONE,
  public: ANYONE,
  weak: ANYONE,
  session: SIGNED_IN,
  owner: SIGNED_IN,
  role: ADMIN,
  signature: SENDER,
  unknown: NOT_KNOWN,
}

/** Who can reach it: from the route named, else from the doors to the table named, else from where it stands. */
export function exposureOf(subject: Subject, model: AppModel): Exposure {
  const route = routeOf(subject, model)
  if (route) return exposureOfRoute(route)
  if (model.browser.some(unit => unit.at.file === subject.at.file)) return ANYONE
  if (subject.check.startsWith('secrets/')) return REPOSITORY
  // The platform itself serves tables and buckets to whoever holds the public key; their rules are the only guard.
  if (subject.check.startsWith('rules/')) return ANYONE
  const table = model.tables.find(table => table.name === subject.table || table.aliases.includes(subject.table ?? ''))
  if (!table) return NOT_KNOWN
  const doors = model.routes.filter(route => route.tables.includes(table.name)).map(exposureOfRoute)
  return doors.toSorted((a, b) => b.factor - a.factor)[0] ?? NOT_KNOWN
}

function exposureOfRoute(route: Route): Exposure {
  return route.unreached ? NOBODY : BY_AUTH[route.auth]
}
