import type { Actor } from '#base/evidence'
import type { SignedIn } from '#lab/actors/sign-in'
import type { Lab } from '#lab/lab'
import { rowsOf } from '#lab/request/rows'
import { readSchemas } from '#lab/request/schemas'
import type { AppModel, Route } from '#model/app-model'
import type { Source } from '#source/source'
import type { Finding } from '#triage/finding'
import { belongingsOf } from './belongings.js'
import type { Ground } from './probe.js'
import { findWorking, type Working } from './working.js'

/** Readies the running copy for experiments. */
export async function groundOf(
  lab: Lab,
  model: AppModel,
  source: Source,
  findings: readonly Finding[],
  signedIn: readonly SignedIn[],
  seed: string,
): Promise<Ground> {
  const rows = lab.database && rowsOf(lab.database, lab.planted, model.tables)
  const present = new Set<Actor>(signedIn.filter(one => one.outcome === 'signed-in').map(one => one.actor))
  const shaping = { model, rows, seed, actions: lab.actions, schemas: { book: readSchemas(source), source } }
  const found = new Map<Route, Promise<Working>>()
  return {
    lab,
    model,
    findings,
    rows,
    shaping,
    present,
    belongings: await belongingsOf(lab.planted, rows),
    working(route) {
      const known = found.get(route) ?? findWorking(lab, route, present, shaping)
      found.set(route, known)
      return known
    },
  }
}
