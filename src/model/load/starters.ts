import type { Source } from '#source/source'
import { takenIn } from '#source/taken'
import { isTest } from './test-files.js'

/** Which file of the app a specifier means. */
export type Resolve = (from: string, specifier: string) => string | undefined

const STARTER = /(?:^|\/)(?:main|server|index|app|start|bootstrap|www)\.[cm]?[jt]s$/
/** Barrels that lead to barrels end at some time. */
const MOST_BARRELS = 4

/**
 * Files that by their name start the app and take what makes the server from elsewhere: `Server.make(module)` in `main.ts`,
 * where `make` holds the call of the framework. Alone, the file with the framework has a function that nothing calls.
 */
export function startersOf(source: Source, servers: ReadonlySet<string>, resolve: Resolve): string[] {
  const taken = (file: string): string[] =>
    [...takenIn(source.file(file)?.text() ?? '')].flatMap(({ specifier }) => resolve(file, specifier) ?? [])
  const leads = (file: string, left: number): boolean =>
    taken(file).some(one => servers.has(one) || (left > 0 && isBarrel(one) && leads(one, left - 1)))
  return source.files
    .filter(file => file.kind === 'code' && !servers.has(file.path) && STARTER.test(file.path) && !isTest(file.path))
    .map(file => file.path)
    .filter(path => leads(path, MOST_BARRELS))
}

const isBarrel = (path: string): boolean => /(?:^|\/)index\.[cm]?[jt]s$/.test(path)
