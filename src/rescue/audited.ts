import type { Problem } from '#checks/check'
import type { AppModel } from '#model/app-model'
import type { Source } from '#source/source'
import type { Finding } from '#triage/finding'

/** What reading an app once gave: all that a repair is made of and judged by. */
export interface Audited {
  readonly findings: readonly Finding[]
  readonly problems: ReadonlyMap<string, Problem>
  readonly model: AppModel
  readonly source: Source
}

/** Reads the app in a folder. The runner is given it, because the whole audit stands above this folder. */
export type Audit = (root: string) => Promise<Audited>
