import { execFile } from 'node:child_process'

const OFTEN = 3_000

/** Watches how much a run writes; calls once when it is too much. Returns how to stop. */
export function watchDisk(folders: readonly string[], limit: number, exceeded: (bytes: number) => void): () => void {
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
