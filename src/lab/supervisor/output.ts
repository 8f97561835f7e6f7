import type { Readable } from 'node:stream'

const KEPT = 200_000

/** The last part of what processes print. */
export interface Output {
  readonly text: () => string
  take(stream: Readable | null): void
  say(line: string): void
}

export function keepOutput(kept = KEPT): Output {
  let text = ''
  const add = (more: string): void => {
    text += more
    if (text.length > kept * 2) text = text.slice(-kept)
  }
  return {
    text: () => text.slice(-kept),
    take: stream => stream?.on('data', (part: Buffer) => add(part.toString('utf8'))),
    say: line => add(`${line}\n`),
  }
}
