import { receptionOf } from '../answer.js'
import type { Lab, LabAnswer } from '#lab/lab'
import { isMessage } from '#model/read/messages'
import { carried } from '../belongings.js'
import { lettersSent, ON_ITS_WAY } from '../letters.js'
import type { Finding } from '#triage/finding'
import type { Ground } from '../probe.js'
import type { Working } from '../working.js'
import { isAskedAsText, isAskedWith, UNHEARD_OF, UNHEARD_OF_KEY } from './operators.js'

/** One way of making a value do what it should not, and how to tell that it did. */
export interface Attack {
  readonly check: string
  readonly says: string
  readonly values: readonly unknown[]
  /** What gives it away; `undefined` where nothing does. */
  judge(ground: Ground, answer: LabAnswer, value: unknown, control: Working, finding: Finding): Promise<string | undefined>
  /** Whether it is certain that the value arrived and did nothing; a refusal of the value is another way to be certain. */
  isHarmless?(ground: Ground, answer: LabAnswer, value: unknown): Promise<boolean>
  /** Asked as somebody to whom nothing of A's belongs. */
  readonly asStranger?: boolean
}

const ELSEWHERE = 'https://elsewhere.example.net/'

export const ATTACKS: readonly Attack[] = [
  {
    check: 'input/sql-injection',
    says: 'a quote was sent',
    values: ["lab'", "lab' OR '1'='1", 'lab") OR ("1"="1'],
    async judge({ lab }, answer, sent, control) {
      const value = String(sent)
      const statements = await lab.statements()
      const broken = statements.find(
        statement => statement.error !== undefined && /syntax error|unterminated/i.test(statement.error) && isSpliced(statement.sql, value),
      )
      if (broken) return `the database ran the quote as part of the statement: ${broken.error}`
      const spliced = statements.find(statement => isSpliced(statement.sql, value))
      if (spliced) return `the value stands in the statement’s text: ${spliced.sql.slice(0, 160)}`
      return SYNTAX.test(answer.text) && !SYNTAX.test(control.answer.text) ? 'the answer holds the database’s syntax error' : undefined
    },
    async isHarmless({ lab }, _, sent) {
      return (await lab.statements()).some(
        ({ sql, parameters }) => (parameters ?? '').includes(within(String(sent))) || sql.includes(String(sent).replaceAll("'", "''")),
      )
    },
  },
  {
    check: 'input/ssrf',
    says: 'an address inside the host’s own network was sent',
    // Where clouds hand out keys, and a machine that only its neighbours reach: a picture of some website may be wanted.
    values: ['http://169.254.169.254/latest/meta-data/', 'http://10.20.30.40/probe.png', 'https://10.20.30.40/probe.png'],
    async judge({ lab }, _, value) {
      const host = new URL(String(value)).hostname
      const call = (await lab.calls()).find(one => one.host === host)
      return call && `the app fetched ${call.method} ${host}${call.path}`
    },
  },
  {
    check: 'input/open-redirect',
    says: 'an address of another site was sent',
    values: [ELSEWHERE, '//elsewhere.example.net/', '/\\elsewhere.example.net/'],
    async judge({ lab }, answer, value) {
      const location = String(answer.headers['location'] ?? '')
      const told = (await lab.calls()).find(({ service, body }) => service === 'stripe' && isReturnTo(body, String(value)))
      if (told) return `the payment service is told to send the buyer back to ${String(value)}`
      return answer.status >= 300 && answer.status < 400 && /^(?:https?:)?[/\\]{2}elsewhere\.example\.net/.test(location)
        ? `the answer sends the browser to ${location}, as ${String(value)} asked`
        : undefined
    },
    // It does send the browser somewhere, only not there.
    isHarmless: async (_, answer) => answer.status >= 300 && answer.status < 400 && answer.headers['location'] !== undefined,
  },
  {
    check: 'input/path-traversal',
    says: 'a path that climbs out of the folder was sent',
    values: [
      '../package.json',
      '../../package.json',
      '../../../package.json',
      '../../../../../../../../etc/passwd',
      '..%2F..%2Fpackage.json',
      '/etc/passwd',
    ],
    async judge(_, answer, _value, control) {
      return answer.status < 300 &&
        answer.text !== control.answer.text &&
        (/^root:[^:]*:0:0:/m.test(answer.text) || (/"dependencies"\s*:/.test(answer.text) && /"version"\s*:|"name"\s*:/.test(answer.text)))
        ? 'the answer is a file from outside the folder'
        : undefined
    },
  },
  {
    check: 'input/nosql-injection',
    says: 'an operator was sent',
    values: [{ $ne: UNHEARD_OF }, { $ne: UNHEARD_OF_KEY }, { $ne: '' }, { $gt: '' }, { $regex: '.*' }],
    asStranger: true,
    async judge({ belongings, lab }, answer, _, control, { message }) {
      const [, column] = /instead of a value of `([^`]+)`/.exec(message) ?? []
      if (isAskedWith(await lab.statements(), column)) return 'the database was asked with the operator, and not with a value'
      // Staff may see everybody's rows, asked for by a value or not.
      if (control.actor === 'admin') return undefined
      const marks = belongings.of('a').filter(mark => mark.personal)
      return receptionOf(answer) === 'taken' && carried(answer.text, marks).length > 0
        ? 'the answer holds rows that no value was given for'
        : undefined
    },
    async isHarmless({ lab }) {
      return isAskedAsText(await lab.statements())
    },
  },
  {
    check: 'input/html-injection',
    says: 'a tag was sent',
    values: ['<img src=x onerror="lab()">'],
    async judge({ lab }, answer, value, { route }) {
      if (/html/.test(String(answer.headers['content-type'] ?? '')) && answer.text.includes(String(value)))
        return 'the page holds the tag as it was sent'
      return (await mailedPages(lab, route.effects.some(isMessage) ? ON_ITS_WAY : 0)).some(page => page.includes(String(value)))
        ? 'the mail holds the tag as it was sent'
        : undefined
    },
    async isHarmless({ lab }, answer, value) {
      const escaped = String(value).replaceAll('<', '&lt;').slice(0, 8)
      return [answer.text, ...(await mailedPages(lab))].some(text => text.includes(escaped))
    },
  },
  {
    check: 'input/code-injection',
    says: 'a second command was sent',
    values: ['lab; echo lab$((40+2))lab', 'lab | echo lab$((40+2))lab', '$(echo lab$((40+2))lab)'],
    async judge(_, answer) {
      return answer.text.includes('lab42lab') ? 'the answer holds what the second command printed' : undefined
    },
  },
  {
    check: 'input/code-injection',
    says: 'an expression was sent',
    values: ['"lab"+(40+2)+"lab"', '${"lab"+(40+2)+"lab"}', '#{"lab"+(40+2)+"lab"}', '<%= "lab"+(40+2)+"lab" %>'],
    async judge(_, answer) {
      return answer.text.includes('lab42lab') ? 'the answer holds what the expression came to' : undefined
    },
  },
]

/** HTML that the app has sent by mail; a letter may be `awaited` for a while. */
async function mailedPages(lab: Lab, awaited = 0): Promise<readonly string[]> {
  return (await lettersSent(lab, awaited)).flatMap(({ body }) => {
    try {
      return pagesIn(JSON.parse(body))
    } catch {
      return []
    }
  })
}

/** Resend, Postmark and their like have a field for it; SendGrid a part of that type. */
function pagesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    if (typeof inner !== 'string') return pagesIn(inner)
    return /html/i.test(key) || (key === 'value' && (value as { type?: unknown }).type === 'text/html') ? [inner] : []
  })
}

/** `success_url=https%3A%2F%2Felsewhere.example.net%2F…`, as the form has it. */
const isReturnTo = (form: string, address: string): boolean =>
  [...new URLSearchParams(form)].some(([name, value]) => /_url\b|url\]$/.test(name) && value.startsWith(address))

const SYNTAX =
  /syntax error at or near|unterminated quoted string|SQLITE_ERROR|near ".*": syntax error|You have an error in your SQL syntax/i

/** As statement logs and JSON spell it. */
const within = (value: string): string => JSON.stringify(value).slice(1, -1)

/** The value as it was sent, outside of any place where its quotes were doubled or escaped. */
const isSpliced = (sql: string, value: string): boolean =>
  [value.replaceAll("'", "''"), value.replaceAll("'", "\\'")].reduce((text, safe) => text.replaceAll(safe, ''), sql).includes(value)
