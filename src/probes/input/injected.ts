import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { routeFields, type Field } from '#lab/request/field'
import type { LabAnswer } from '#lab/lab'
import { shape } from '#lab/request/shape'
import type { Finding } from '#triage/finding'
import { carried } from '../belongings.js'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { suspects } from '../suspected.js'

/** One way of making a value do what it should not, and how to tell that it did. */
interface Attack {
  readonly check: string
  readonly says: string
  readonly values: readonly unknown[]
  /** What gives it away; `undefined` where nothing does. */
  judge(ground: Ground, answer: LabAnswer, value: unknown): Promise<string | undefined>
}

const OUTSIDE = 'reached-by-ssrf.example.net'
const ELSEWHERE = 'https://elsewhere.example.net/'

const ATTACKS: readonly Attack[] = [
  {
    check: 'input/sql-injection',
    says: 'a quote was sent',
    values: ["lab'", "lab' OR '1'='1", 'lab") OR ("1"="1'],
    async judge({ lab }, answer, sent) {
      const value = String(sent)
      const broken = (await lab.statements()).find(
        statement => statement.error !== undefined && /syntax error|unterminated/i.test(statement.error) && statement.sql.includes(value),
      )
      if (broken) return `the database ran the quote as part of the statement: ${broken.error}`
      const spliced = (await lab.statements()).find(
        statement => statement.sql.includes(value) && !(statement.parameters ?? '').includes(value),
      )
      if (spliced) return `the value stands in the statement’s text: ${spliced.sql.slice(0, 160)}`
      return /syntax error at or near|unterminated quoted string|SQLITE_ERROR|near ".*": syntax error|You have an error in your SQL syntax/i.test(
        answer.text,
      )
        ? 'the answer holds the database’s syntax error'
        : undefined
    },
  },
  {
    check: 'input/ssrf',
    says: `an address of another server was sent`,
    values: [`http://${OUTSIDE}/probe`, `https://${OUTSIDE}/probe.png`, 'http://169.254.169.254/latest/meta-data/'],
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
    async judge(_, answer, value) {
      const location = String(answer.headers['location'] ?? '')
      return answer.status >= 300 && answer.status < 400 && /^(?:https?:)?[/\\]{2}elsewhere\.example\.net/.test(location)
        ? `the answer sends the browser to ${location}, as ${String(value)} asked`
        : undefined
    },
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
    async judge(_, answer) {
      return answer.status < 300 &&
        (/^root:[^:]*:0:0:/m.test(answer.text) || (/"dependencies"\s*:/.test(answer.text) && /"version"\s*:|"name"\s*:/.test(answer.text)))
        ? 'the answer is a file from outside the folder'
        : undefined
    },
  },
  {
    check: 'input/nosql-injection',
    says: 'an operator was sent',
    values: [{ $ne: '' }, { $gt: '' }, { $regex: '.*' }],
    async judge({ belongings }, answer) {
      return answer.status < 400 &&
        carried(
          answer.text,
          belongings.of('a').filter(mark => mark.personal),
        ).length > 0
        ? 'the answer holds rows that no value was given for'
        : undefined
    },
  },
  {
    check: 'input/html-injection',
    says: 'a tag was sent',
    values: ['<img src=x onerror="lab()">'],
    async judge(_, answer, value) {
      return /html/.test(String(answer.headers['content-type'] ?? '')) && answer.text.includes(String(value))
        ? 'the page holds the tag as it was sent'
        : undefined
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

/** Puts marked values where they should not go, and looks where they turn up. */
export const injected: Probe = {
  id: 'input/injected',
  title: 'Values that do more than they should',
  settles: [...new Set(ATTACKS.map(attack => attack.check))],
  *plan(ground) {
    for (const attack of ATTACKS)
      for (const [route, findings] of suspects(ground, [attack.check]))
        yield { name: `${attack.check} at ${nameOf(route)}`, findings, run: () => attempt(ground, route, attack, findings) }
  },
}

async function attempt(ground: Ground, route: Route, attack: Attack, findings: readonly Finding[]): Promise<Outcome> {
  const { lab, shaping } = ground
  const control = await ground.working(route)
  const fields = named(routeFields(route), findings)
  if (fields.length === 0) return inconclusive(`${attack.says} to ${nameOf(route)}`, 'no field of the request is known')
  let last = control.answer
  let reached = false
  for (const field of fields)
    for (const value of attack.values) {
      await lab.mark()
      const name = `${field.from}.${field.path.join('.')}`
      const shaped = await shape(route, control.actor, control.actor === 'nobody' ? 'a' : control.actor, shaping, { [name]: value })
      const body =
        control.request.body === undefined
          ? shaped.request.body
          : { ...(control.request.body as object), ...pick(shaped.request.body, field) }
      const answer = await lab.send({ ...shaped.request, ...(body !== undefined && { body }) })
      last = answer
      if (answer.status > 0 && answer.status < 500) reached = true
      const given = await attack.judge(ground, answer, value)
      if (given)
        return proved(`${attack.says} in \`${spelled(field)}\` of ${nameOf(route)}: ${given}`, [answer.step, { kind: 'note', says: given }])
    }
  return reached && control.works
    ? refuted(
        `${attack.says} to ${nameOf(route)}, and came to nothing`,
        `of ${fields.length * attack.values.length} tries none had an effect`,
        [last.step],
      )
    : inconclusive(`${attack.says} to ${nameOf(route)}`, `the app answers ${last.status || 'nothing'} whatever is sent`, [last.step])
}

/** The fields that the findings name; all of them where they name none. */
function named(fields: readonly Field[], findings: readonly Finding[]): readonly Field[] {
  const own = fields.filter(field => field.from !== 'cookies')
  const told = own.filter(field => findings.some(finding => `${finding.message} ${finding.key}`.includes(spelled(field))))
  return told.length > 0 ? told : own
}

const spelled = (field: Field): string => [field.from, ...field.path.filter(part => part !== '*')].join('.')

const pick = (body: unknown, field: Field): object => {
  const [first] = field.path
  return field.from === 'body' && first !== undefined && typeof body === 'object' && body !== null && first in body
    ? { [first]: (body as Record<string, unknown>)[first] }
    : {}
}
