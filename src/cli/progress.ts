import picocolors from 'picocolors'

/** Says how a long command gets on: what, how long, how many are left. */
export interface Progress {
  begins(stage: string): void
  ends(stage: string, says?: string): void
  line(text: string): void
}

/** To a person the last line is rewritten; a file or a build log gets a line a stage, and nothing in between. */
export function progress(stream: NodeJS.WriteStream = process.stderr): Progress {
  const live = stream.isTTY === true && !process.env['CI'] && process.env['TERM'] !== 'dumb'
  const colors = picocolors.createColors(live && !process.env['NO_COLOR'])
  const started = new Map<string, number>()
  let current = ''
  const wipe = (): void => void (live && stream.write('\r\u001B[2K'))
  const show = (text: string): void => {
    if (!live) return
    wipe()
    stream.write(colors.dim(`  ${text}`.slice(0, Math.max(20, (stream.columns ?? 80) - 1))))
  }
  const took = (stage: string): string => `${((performance.now() - (started.get(stage) ?? performance.now())) / 1000).toFixed(0)} s`
  return {
    begins(stage) {
      started.set(stage, performance.now())
      current = stage
      if (live) show(`${stage} …`)
      else stream.write(`${stage} …\n`)
    },
    ends(stage, says) {
      wipe()
      stream.write(`${colors.green('✓')} ${stage.padEnd(10)} ${colors.dim(took(stage).padStart(6))}  ${says ?? ''}\n`)
    },
    line(text) {
      show(`${current} ${took(current)} · ${text.replace(/\s+/g, ' ')}`)
    },
  }
}
