import type { Place } from '#base/place'
import type { Source, SourceFile } from '#source/source'
import { lineFinder } from '../lines.js'
import { applyStep, isRelevant, readStep, subjectOf, type Step } from './apply.js'
import { readBlock } from './blocks.js'
import { newDraft, newTable, type Draft } from './draft.js'
import { refusalOf } from './refused.js'
import { isNumbered, sqlSets, type SqlSet } from './sets.js'
import { forwardPart, piecesOf } from './split.js'

/** A set with the database that it makes. */
export interface AppliedSet extends SqlSet {
  readonly draft: Draft
}

/** Applies each set of SQL files to a database of its own. */
export function readSql(source: Source): AppliedSet[] {
  const waiting: { step: Step; draft: Draft; official: boolean }[] = []
  const sets = sqlSets(source).map((set): AppliedSet => {
    const draft = newDraft()
    for (const file of set.files)
      for (const step of stepsOf(file, draft)) {
        const does = set.official && !set.forked && isNumbered(file.path) && !step.inBlock ? refusalOf(draft, step) : undefined
        if (does) draft.refusals.push({ at: step.place(undefined), does })
        const subject = subjectOf(step)
        // A statement about a table that this set does not create waits until all sets are read.
        if (subject && !draft.tables.has(subject.table) && !draft.views.has(subject.table))
          waiting.push({ step, draft, official: set.official })
        else applyStep(draft, step)
      }
    return { ...set, draft }
  })
  for (const { step, draft, official } of waiting) applyElsewhere(step, draft, official, sets)
  return sets
}

/**
 * A file that creates no table but alters one completes the only set that creates it: `schema.sql` and `policies.sql`.
 * Where several sets create it they are alternatives, and the file's rules stand alone.
 */
function applyElsewhere(step: Step, own: Draft, official: boolean, sets: readonly AppliedSet[]): void {
  const subject = subjectOf(step)
  if (!subject) return
  const creators = sets.filter(set => set.draft !== own && set.draft.tables.get(subject.table)?.created)
  if (subject.about === 'shape') {
    for (const creator of creators) if (!subject.removes) applyStep(creator.draft, step)
    return
  }
  const [only] = creators
  if (only && creators.length === 1) {
    // What a loose file takes away is there again when the migrations run.
    if (!subject.removes || official || !only.official) applyStep(only.draft, step)
    return
  }
  if (!own.tables.has(subject.table)) {
    if (subject.removes && !('AlterTableStmt' in (step.tree ?? {}))) return
    own.tables.set(subject.table, newTable(subject.table, step.place(undefined), false))
  }
  applyStep(own, step)
}

function* stepsOf(file: SourceFile, draft: Draft): Generator<Step> {
  const text = forwardPart(file.text())
  const line = lineFinder(text)
  const placeAt = (offset: number): Place => ({ file: file.path, line: line(offset) })
  for (const piece of piecesOf(text)) {
    if (!isRelevant(piece.sql)) continue
    if (!/^do\b/i.test(piece.sql)) {
      yield readStep(piece, placeAt)
      continue
    }
    const block = readBlock(piece, [...draft.tables.keys()])
    for (const name of block.cleared) draft.tables.get(name)?.policies.splice(0)
    if (block.unread)
      draft.gaps.push({
        at: placeAt(piece.start),
        why: 'This block builds its statements while it runs; policies it may create are not known.',
        hides: ['tables'],
      })
    for (const inner of block.pieces) yield { ...readStep(inner, placeAt), inBlock: true }
  }
}
