import type { OutsideRequest } from '../../../stand-in.js'
import type { Query } from '../connection.js'
import type { Who } from '../who.js'
import type { Media } from './media.js'
import type { Prefer } from './prefer.js'
import type { Catalogue } from './schema/catalogue.js'

/** One request to the REST interface, read and inside its transaction. */
export interface RestCall {
  readonly request: OutsideRequest
  readonly query: Query
  readonly who: Who
  readonly catalogue: Catalogue
  readonly schema: string
  readonly prefer: Prefer
  readonly media: Media
  /** The most rows in one answer. */
  readonly maximum: number
  readonly aggregates: boolean
}

/** What a request came to. */
export interface RestResult {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}
