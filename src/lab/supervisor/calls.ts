import type { OutsideCall } from '../stand-in.js'
import { redact } from '../redact.js'

const LONGEST = 8_000
const MOST = 20_000

/** Calls that reached the outside, as it stands in for it. */
export interface Calls {
  add(call: OutsideCall): void
  since(): readonly OutsideCall[]
  mark(): void
}

export function recordCalls(): Calls {
  let calls: OutsideCall[] = []
  return {
    add: call => {
      if (calls.length < MOST) calls.push({ ...call, path: redact(call.path), body: redact(call.body.slice(0, LONGEST)) })
    },
    since: () => calls,
    mark: () => {
      calls = []
    },
  }
}
