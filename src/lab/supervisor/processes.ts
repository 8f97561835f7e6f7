import { readdirSync, readFileSync } from 'node:fs'

interface Process {
  readonly pid: number
  readonly parent: number
  /** Bytes in memory. */
  readonly memory: number
}

const PAGE = 4_096
/** We ourselves, or bubblewrap, which waits for us. */
const FIRST = 1

/** Everything that runs in this PID namespace but ourselves. */
function processes(): Process[] {
  return readdirSync('/proc').flatMap(name => {
    const pid = Number(name)
    if (!Number.isInteger(pid) || pid === process.pid || pid === FIRST) return []
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      // The command's name stands in brackets and may hold anything.
      const [, parent, , , , , , , , , , , , , , , , , , , , pages] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return [{ pid, parent: Number(parent), memory: Number(pages) * PAGE }]
    } catch {
      return []
    }
  })
}

/** Those that descend from none of the given ones. */
function strangers(kept: readonly number[]): Process[] {
  const all = processes()
  const family = new Set(kept)
  for (let size = -1; size !== family.size;) {
    size = family.size
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid)
  }
  return all.filter(({ pid }) => !family.has(pid))
}

/** Ends whatever the app left behind, daemons included. A fork bomb is quicker than one look, so it looks until nothing is left. */
export async function sweep(kept: readonly number[]): Promise<void> {
  for (let round = 0; round < 50; round++) {
    const left = strangers(kept)
    if (left.length === 0) return
    for (const { pid } of left) end(pid, 'SIGSTOP')
    for (const { pid } of left) end(pid, 'SIGKILL')
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended by itself.
  }
}

/** What the app takes at the moment. */
export function usage(kept: readonly number[]): { readonly processes: number; readonly memory: number } {
  const all = strangers(kept)
  return { processes: all.length, memory: all.reduce((sum, one) => sum + one.memory, 0) }
}
