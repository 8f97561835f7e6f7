import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where the lab keeps what a second run can use again, and where this run happens. */
export interface Folders {
  /** Kept between runs: installed packages, built copies, Postgres. */
  readonly cache: string
  /** This run's alone; gone when it ends. */
  readonly run: string
}

/** A unix socket's path has at most 107 characters, and stands in the run's folder. */
const LONGEST_RUN = 75
const HOUR = 3_600_000
/** How many of each are kept; what was used within the hour always is. */
const KEPT = { modules: 12, functions: 8, prepared: 8, runs: 0 } as const

export function openFolders(cache = cacheFolder()): Folders {
  for (const folder of ['modules', 'functions', 'prepared', 'npm', 'runs']) mkdirSync(join(cache, folder), { recursive: true })
  for (const [folder, count] of Object.entries(KEPT)) prune(join(cache, folder), count)
  const runs = join(cache, 'runs', 'r')
  return { cache, run: mkdtempSync(runs.length > LONGEST_RUN ? join(tmpdir(), 'lab-') : runs) }
}

/** It has been used now: others go first. */
export function touch(folder: string): void {
  if (existsSync(folder)) utimesSync(folder, new Date(), new Date())
}

function prune(folder: string, count: number): void {
  const aged = readdirSync(folder)
    .map(name => ({ path: join(folder, name), time: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? Date.now() }))
    .sort((a, b) => b.time - a.time)
  for (const { path, time } of aged.slice(count)) if (Date.now() - time > HOUR) rmSync(path, { recursive: true, force: true })
}

function cacheFolder(): string {
  return process.env['SEAWORTHY_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'seaworthy', 'lab')
}
