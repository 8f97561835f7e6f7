import { homedir, tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { mkdirSync } from 'node:fs'

/** Where prepared data folders are kept between runs: the user's cache, else a temporary folder of this user alone. */
export function cacheFolder(given: string | undefined): string {
  const base = process.env['XDG_CACHE_HOME']
  const own = process.getuid?.() ?? 0
  for (const folder of [
    given,
    join(base && isAbsolute(base) ? base : join(homedir(), '.cache'), 'seaworthy'),
    join(tmpdir(), `seaworthy-${own}`),
  ]) {
    if (folder === undefined) continue
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      return folder
    } catch {
      // A home that cannot be written, as in containers.
    }
  }
  return tmpdir()
}
