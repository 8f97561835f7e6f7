import { literalSecrets } from '#checks/secrets/literal-secret'
import type { Catalogue } from '#database/catalogue'
import { readCatalogue } from '#database/read'
import { type FactStore, openFacts } from '#facts/cache'
import type { AppModel } from '#model/app-model'
import { buildModel } from '#model/build'
import { readsIn } from '#model/env/reads'
import type { Source } from '#source/source'
import type { Timed } from './audit.js'

/** An app's files, with what they say of its database. */
export interface OpenedApp {
  readonly source: Source
  readonly facts: FactStore
  readonly catalogue: Catalogue
}

/** Facts of files are kept in the folder `cache`, if one is given. */
export async function openApp(source: Source, timed: Timed, cache?: string): Promise<OpenedApp> {
  const catalogue = await timed('database', () => readCatalogue(source))
  return { source, catalogue, facts: openFacts(source, cache, [readsIn, literalSecrets]) }
}

/** What the app does, read from its files alone. */
export const modelOf = ({ source, facts, catalogue }: OpenedApp, timed: Timed): Promise<AppModel> =>
  timed('model', () => buildModel(source, facts, catalogue))
