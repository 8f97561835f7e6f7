import { mkdirSync, mkdtempSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the lab keeps what a second run can use again, and where this run happens. */
export interface Folders {
  /** Kept between runs: installed packages, built copies, Postgres. */
  readonly cache: string
  /** This run's alone; gone when it ends. */
  readonly run: string
}

export function openFolders(cache = cacheFolder()): Folders {
  for (const folder of ['modules', 'prepared', 'npm', 'runs']) mkdirSync(join(cache, folder), { recursive: true })
  return { cache, run: mkdtempSync(join(cache, 'runs', 'r')) }
}

export function cacheFolder(): string {
  return process.env['SEAWORTHY_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'seaworthy', 'lab')
}
