import type { AppModel } from '#model/app-model'
import type { Problem } from '#checks/check'
import type { Source } from '#source/source'
import type { Finding } from '#triage/finding'

/** Turns a finding into patches, best first. One file a fix; `for` names the checks that it mends. */
export interface Fix {
  /** `access/guard-open-route`, also the file's path. */
  readonly id: string
  readonly for: readonly string[]
  readonly title: string
  /** Checks whose faults at the same route its patches may mend on their way: where one is found, this goes first. */
  readonly covers?: readonly string[]
  /** Variants, best first; nothing where the code's shape is not one that this fix understands. */
  patches(task: FixTask): Iterable<Patch>
}

/** Names the type, so that a fix reads like a check. */
export function defineFix(fix: Fix): Fix {
  return fix
}

export interface FixTask {
  readonly finding: Finding
  /** What the check said, with its `data`. */
  readonly problem: Problem
  readonly model: AppModel
  readonly source: Source
}

/** A change as data: nothing is written until the gate lets it. */
export interface Patch {
  /** Commit subject: `Ask who is calling before GET /api/orders/[id] answers`. */
  readonly title: string
  /** What changed, for the founder. */
  readonly says: string
  readonly edits: readonly Edit[]
  readonly files: readonly NewFile[]
  /** Files that leave the repository. */
  readonly removes?: readonly string[]
  readonly migration?: MigrationPatch
  /** Packages that the patch needs, with the exact version. */
  readonly dependencies?: Readonly<Record<string, string>>
  /** Variables that the patch reads, for `.env.example`, each with the comment that says what it is. */
  readonly environment?: Readonly<Record<string, string>>
}

/** Replaces the bytes of a range, by character offsets in the text that the model was made of. Edits of a patch do not overlap. */
export interface Edit {
  readonly file: string
  readonly start: number
  readonly end: number
  readonly text: string
}

export interface NewFile {
  readonly file: string
  readonly text: string
}

/** A change of the schema, in the app's own migration format. */
export interface MigrationPatch {
  readonly name: string
  readonly up: string
  readonly down: string
}
