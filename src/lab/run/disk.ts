import { execFile } from 'node:child_process'
import { join } from 'node:path'
import type { LabLimits } from './options.js'
import type { World } from './world.js'

const OFTEN = 3_000

/** Ends what runs in a world when it has written too much. Returns how to stop watching. */
export function containDisk({ control }: World, run: string, { disk }: Pick<LabLimits, 'disk'>): () => void {
  return watchDisk(
    ['upper', 'tmp', 'home', 'data'].map(name => join(run, name)),
    disk,
    bytes => void control('contain', { why: `it wrote ${Math.round(bytes / 1e6)} MB` }).catch(() => undefined),
  )
}

/** Watches how much is written; calls once when it is too much. Returns how to stop. */
function watchDisk(folders: readonly string[], limit: number, exceeded: (bytes: number) => void): () => void {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const look = (): void => {
    execFile('du', ['-sxk', ...folders], { timeout: 20_000 }, (_, out) => {
      if (stopped) return
      const bytes = out.split('\n').reduce((sum, line) => sum + (Number.parseInt(line, 10) || 0) * 1_024, 0)
      if (bytes > limit) {
        stopped = true
        return exceeded(bytes)
      }
      timer = setTimeout(look, OFTEN)
      timer.unref()
    })
  }
  look()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
