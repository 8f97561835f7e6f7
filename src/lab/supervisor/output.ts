import { appendFileSync } from 'node:fs'
import type { Readable } from 'node:stream'

const KEPT = 200_000
const LARGEST_FILE = 20_000_000

/** The last part of what processes print. */
export interface Output {
  readonly text: () => string
  take(stream: Readable | null): void
  say(line: string): void
}

/** With `file`, all of it is written there too, so that it can be read without asking. */
export function keepOutput(kept = KEPT, file?: string): Output {
  let text = ''
  let written = 0
  const add = (more: string): void => {
    text += more
    if (text.length > kept * 2) text = text.slice(-kept)
    if (file === undefined || written > LARGEST_FILE) return
    written += more.length
    appendFileSync(file, more)
  }
  return {
    text: () => text.slice(-kept),
    take: stream => stream?.on('data', (part: Buffer) => add(part.toString('utf8'))),
    say: line => add(`${line}\n`),
  }
}
