import type { EvidenceStep } from '#base/evidence'
import type { Route } from '#model/app-model'
import type { LabAnswer, LabRequest } from '#lab/lab'
import type { Row } from '#lab/request/rows'
import type { Reception } from '../answer.js'
import type { Ground } from '../probe.js'
import type { Working } from '../working.js'

export type Stranger = 'nobody' | 'b'

/** A request of A's, made by somebody else, and what came of it. */
export interface Intrusion {
  readonly ground: Ground
  readonly route: Route
  readonly actor: Stranger
  /** A check suspects it; what nobody suspected has to be beyond doubt. */
  readonly suspected: boolean
  readonly control: Working
  readonly request: LabRequest
  readonly answer: LabAnswer
  readonly reception: Reception
  /** A's object just before. */
  readonly before: Row | undefined
  /** What the tables that it writes held just before. */
  readonly contents: ReadonlyMap<string, readonly Row[]>
  readonly steps: readonly EvidenceStep[]
}
