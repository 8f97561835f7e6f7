import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, join } from 'node:path'

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
/** On its way out of the cache. */
const LEAVING = 'leaving'
/** How many of each are kept; what was used within the hour always is. */
const KEPT = { modules: 12, functions: 8, prepared: 8, runs: 0 } as const

export function openFolders(cache = cacheFolder()): Folders {
  for (const folder of ['modules', 'functions', 'prepared', 'npm', 'runs', LEAVING]) mkdirSync(join(cache, folder), { recursive: true })
  // What whoever was killed while taking it away has left.
  for (const name of readdirSync(join(cache, LEAVING))) takeAway(join(cache, LEAVING, name))
  for (const [folder, count] of Object.entries(KEPT)) prune(cache, folder, count)
  const runs = join(cache, 'runs', 'r')
  return { cache, run: mkdtempSync(runs.length > LONGEST_RUN ? join(tmpdir(), 'lab-') : runs) }
}

/** It has been used now: others go first. */
export function touch(folder: string): void {
  if (existsSync(folder)) utimesSync(folder, new Date(), new Date())
}

/** Half of a folder must not be found under its name: it is moved away in one step, and taken away there. */
function prune(cache: string, folder: string, count: number): void {
  const aged = readdirSync(join(cache, folder))
    .map(name => join(cache, folder, name))
    .map(path => ({ path, time: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now() }))
    .sort((a, b) => b.time - a.time)
  for (const { path, time } of aged.slice(count)) {
    if (Date.now() - time <= HOUR) continue
    const away = join(mkdtempSync(join(cache, LEAVING, 'a-')), basename(path))
    try {
      renameSync(path, away)
    } catch {
      continue // Somebody else was quicker.
    }
    takeAway(away)
  }
}

/** Two labs may be at it at once. */
const takeAway = (path: string): void => rmSync(path, { recursive: true, force: true, maxRetries: 5 })

function cacheFolder(): string {
  return process.env['SEAWORTHY_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'seaworthy', 'lab')
}
