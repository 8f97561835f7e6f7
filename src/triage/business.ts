import type { AppModel } from '#model/app-model'
import { routeOf, wordsOf, type Subject } from './subject.js'

/** What a problem puts at stake, in words and as a factor. */
export interface Business {
  readonly kind: 'money' | 'personal' | 'sign-up' | 'ai' | 'none'
  readonly label: string
  readonly factor: number
}

interface Stake extends Business {
  readonly words: ReadonlySet<string>
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '))

/** Dearest first: a route that is both counts as the dearer. */
const STAKES: readonly Stake[] = [
  {
    kind: 'money',
    label: 'money path',
    factor: 1.6,
    words: set(
      'money checkout payment pay paid payout purchase order cart basket invoice billing bill refund price pricing subscription subscribe coupon discount voucher wallet balance credit stripe paypal transfer transaction sale escrow',
    ),
  },
  {
    kind: 'sign-up',
    label: 'sign-up path',
    factor: 1.4,
    words: set(
      'login signin signup register registration auth authentication password session token otp verify verification reset invite magic onboarding jwt cookie',
    ),
  },
  {
    kind: 'personal',
    label: 'personal data',
    factor: 1.4,
    words: set(
      'personal user profile account customer client member person people address email mail phone contact message conversation patient employee contribution allocation benefit memo booking reservation appointment lead passport document',
    ),
  },
  {
    kind: 'ai',
    label: 'AI spend',
    factor: 1.3,
    words: set('ai llm chat completion prompt assistant generate generation embedding openai anthropic gpt claude gemini agent'),
  },
]

const NONE: Business = { kind: 'none', label: 'no money or personal data seen', factor: 1 }

/** What is at stake: from what the route is called and calls, then from the tables it touches. */
export function businessOf(subject: Subject, model: AppModel): Business {
  const route = routeOf(subject, model)
  const services = (route?.effects ?? []).flatMap(effect => (effect.kind === 'send' ? [effect.service] : []))
  const said = subject.check.startsWith('secret') ? subject.message : ''
  const named = stakeIn([subject.check, route?.path ?? '', ...services, said]) ?? stakeIn([subject.table ?? '', ...(route?.tables ?? [])])
  return named ?? (holdsPersonalColumns(subject, model) ? PERSONAL : NONE)
}

function stakeIn(names: readonly string[]): Business | undefined {
  const words = names.flatMap(wordsOf)
  return STAKES.find(stake => words.some(word => stake.words.has(word)))
}

const PERSONAL = STAKES.find(stake => stake.kind === 'personal')!
const PERSONAL_COLUMN = /^(e_?mail|phone|mobile|address|street|birth|ssn|iban|first_?name|last_?name|full_?name)/i

function holdsPersonalColumns(subject: Subject, model: AppModel): boolean {
  const names = new Set([subject.table, ...(routeOf(subject, model)?.tables ?? [])])
  return model.tables.some(table => names.has(table.name) && table.columns.some(column => PERSONAL_COLUMN.test(column.name)))
}
