/** What a command answers, before it is written in the client's version of the protocol. Text is bytes, one a character (latin1). */
export type Reply = null | number | string | Simple | Refused | Double | Dictionary | Pushed | readonly Reply[]

export interface Simple {
  readonly simple: string
}

export interface Refused {
  readonly error: string
}

export interface Double {
  readonly double: number
}

/** A map to clients of version 3, a flat list to others. */
export interface Dictionary {
  readonly map: readonly (readonly [Reply, Reply])[]
}

/** Sent without being asked: a message of a channel. */
export interface Pushed {
  readonly push: readonly Reply[]
}

export const OK: Simple = { simple: 'OK' }

export class RedisRefusal extends Error {}

export function wrongType(): RedisRefusal {
  return new RedisRefusal('WRONGTYPE Operation against a key holding the wrong kind of value')
}

export function wrongNumber(command: string): RedisRefusal {
  return new RedisRefusal(`ERR wrong number of arguments for '${command.toLowerCase()}' command`)
}

export function whole(text: string | undefined): number {
  if (text === undefined || !/^-?\d{1,19}$/.test(text)) throw new RedisRefusal('ERR value is not an integer or out of range')
  return Number(text)
}

export function float(text: string | undefined): number {
  const plain = (text ?? '').toLowerCase()
  const value = /^[+-]?inf(inity)?$/.test(plain) ? (plain.startsWith('-') ? -Infinity : Infinity) : Number(text)
  if (text === undefined || text.trim() === '' || Number.isNaN(value)) throw new RedisRefusal('ERR value is not a valid float')
  return value
}

export function showFloat(value: number): string {
  return value === Infinity ? 'inf' : value === -Infinity ? '-inf' : String(value)
}
