import type { Place } from './place.js'

/** Something that could not be read, and which parts of the model it may hide. */
export interface Gap {
  readonly at: Place
  readonly why: string
  readonly hides: readonly GapPart[]
}

export type GapPart = 'routes' | 'guards' | 'queries' | 'tables' | 'env' | 'rules' | 'files'
