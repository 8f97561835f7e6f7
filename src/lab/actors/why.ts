import type { Actor } from '#base/evidence'
import { actionResult } from '../actions/result.js'
import type { LabAnswer } from '../lab.js'
import { redact } from '../redact.js'

/** A door that was knocked at, and what came back. */
interface Knock {
  readonly door: string
  readonly kind: 'sign-up' | 'sign-in'
  readonly answer: Pick<LabAnswer, 'status' | 'text' | 'json' | 'headers'>
}

/** What the app said to each actor at each of its doors, so that it can be told why somebody is not in. */
export interface Knocks {
  note(actor: Actor, knock: Knock): void
  /** One sentence: which door, the answer's status, and what it says. `undefined` where nobody knocked. */
  why(actor: Actor): string | undefined
}

export function recordKnocks(): Knocks {
  const knocks = new Map<Actor, Map<string, Knock>>()
  return {
    note: (actor, knock) => {
      const own = knocks.get(actor) ?? new Map<string, Knock>()
      knocks.set(actor, own)
      // Of several ways to ask, the one in which the app says what it misses.
      const before = own.get(`${knock.kind} ${knock.door}`)
      if (!before || weight(knock) >= weight(before)) own.set(`${knock.kind} ${knock.door}`, knock)
    },
    why: actor => {
      // Where signing up was refused, that signing in was refused as well says nothing.
      const own = [...(knocks.get(actor)?.values() ?? [])]
      const ups = own.filter(({ kind }) => kind === 'sign-up')
      const kept = ups.length > 0 && ups.every(({ answer }) => answer.status === 0 || answer.status >= 400) ? ups : own
      const first = kept.toSorted((a, b) => weight(b) - weight(a) || Number(a.kind === 'sign-up') - Number(b.kind === 'sign-up'))[0]
      return first && sentence(first)
    },
  }
}

/** A page that is not there explains nothing; words do. */
function weight({ answer }: Knock): number {
  if (answer.status === 0) return 1
  if (answer.status === 404 || answer.status === 405) return 0
  return wordsOf(answer) === undefined ? 2 : 3
}

function sentence({ door, answer }: Knock): string {
  if (answer.status === 0) return `\`${door}\` did not answer.`
  const words = wordsOf(answer)
  const said = words === undefined ? '' : `: ${words.replace(/[.!?]+$/, '')}`
  return answer.status < 400 && words === undefined
    ? `\`${door}\` answered ${answer.status}, and what it gave opened nothing that is closed to others.`
    : `\`${door}\` answered ${answer.status}${said}.`
}

const LONGEST = 160
const SAYS = /^(?:message|msg|error|errors|detail|details|reason|title|description|info)$/i

/** What an answer says in words, on one line, secrets masked. */
function wordsOf(answer: Knock['answer']): string | undefined {
  const json = answer.json ?? actionResult(answer)
  const words = json === undefined ? proseOf(answer) : wordsIn(json, '', 0)
  const line = redact((words ?? '').replaceAll(/\s+/g, ' ').trim())
  return line === '' ? undefined : line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line
}

function wordsIn(value: unknown, name: string, depth: number): string | undefined {
  if (typeof value === 'string') return depth === 0 || SAYS.test(name) || /\s/.test(value) ? value : undefined
  if (typeof value !== 'object' || value === null || depth > 4) return undefined
  const entries = Object.entries(value).toSorted(([a], [b]) => Number(SAYS.test(b)) - Number(SAYS.test(a)))
  for (const [key, inner] of entries) {
    const words = wordsIn(inner, Array.isArray(value) ? name : key, depth + 1)
    if (words !== undefined && words !== '') return words
  }
  return undefined
}

/** Of a page only what stands out as a complaint; of plain text its first line. */
function proseOf({ text, headers, status }: Knock['answer']): string | undefined {
  const type = String(headers['content-type'] ?? '')
  if (/x-component/.test(type)) return undefined
  if (!/html/.test(type) && !text.trimStart().startsWith('<')) return text.trim().split('\n')[0]
  const [, marked] =
    /<[^>]+(?:class|role)=["'][^"']*(?:error|alert|danger|invalid|warning)[^"']*["'][^>]*>([\s\S]{1,400}?)<\//i.exec(text) ?? []
  const [, shown] = status >= 400 ? (/<(?:pre|h1|title)[^>]*>([\s\S]{1,300}?)<\//i.exec(text) ?? []) : []
  return (marked ?? shown)?.replaceAll(/<[^>]*>/g, ' ')
}
