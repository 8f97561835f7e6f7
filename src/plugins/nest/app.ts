import { kept } from '../kept.js'
import type { World } from '../plugin.js'
import type { Value } from '../value.js'
import type { Applied } from './consumer.js'
import type { OtherFields } from './dto.js'

/** What `NestFactory.create` made, and what was set on it. */
export interface App {
  readonly module: Value
  prefix: string
  readonly guards: Value[]
  readonly applied: Applied[]
  /** What becomes of fields that no DTO names, where a pipe validates at all. */
  validates: OtherFields | undefined
}

export const appsIn = (world: World): App[] => {
  return kept<App[]>(world, 'nest', () => [])
}
