import { glob } from './keyspace.js'
import type { Reply } from './reply.js'

/** Who listens to which channel. */
export interface Channels {
  subscribe(listener: Listener, name: string, isPattern: boolean): void
  unsubscribe(listener: Listener, name: string | undefined, isPattern: boolean): readonly string[]
  publish(name: string, message: string): number
  /** Which of them somebody listens to. */
  names(): readonly string[]
  count(listener: Listener): number
}

export type Listener = (message: readonly Reply[]) => void

export function createChannels(): Channels {
  const exact = new Map<Listener, Set<string>>()
  const patterns = new Map<Listener, Set<string>>()
  const of = (isPattern: boolean) => (isPattern ? patterns : exact)
  return {
    subscribe(listener, name, isPattern) {
      const all = of(isPattern)
      all.set(listener, (all.get(listener) ?? new Set()).add(name))
    },
    unsubscribe(listener, name, isPattern) {
      const names = of(isPattern).get(listener) ?? new Set<string>()
      const gone = name === undefined ? [...names] : [name]
      for (const each of gone) names.delete(each)
      if (names.size === 0) of(isPattern).delete(listener)
      return gone
    },
    publish(name, message) {
      let count = 0
      for (const [listener, names] of exact) {
        if (!names.has(name)) continue
        listener(['message', name, message])
        count += 1
      }
      for (const [listener, names] of patterns) {
        for (const pattern of names) {
          if (!glob(pattern).test(name)) continue
          listener(['pmessage', pattern, name, message])
          count += 1
        }
      }
      return count
    },
    names: () => [...new Set([...exact.values()].flatMap(each => [...each]))],
    count: listener => (exact.get(listener)?.size ?? 0) + (patterns.get(listener)?.size ?? 0),
  }
}
