import type { Actor } from '#base/evidence'
import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { routeFields, type Field } from '#lab/request/field'
import type { LabRequest } from '#lab/lab'
import { shape } from '#lab/request/shape'
import type { Finding } from '#triage/finding'
import { anew, sendAnew } from '../anew.js'
import { answered, receptionOf } from '../answer.js'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { suspects } from '../suspected.js'
import type { Working } from '../working.js'
import { type Attack, ATTACKS } from './attacks.js'

/** Puts marked values where they should not go, and looks where they turn up. */
export const injected: Probe = {
  id: 'input/injected',
  title: 'Values that do more than they should',
  settles: [...new Set(ATTACKS.map(attack => attack.check))],
  *plan(ground) {
    for (const attack of ATTACKS)
      for (const [route, findings] of suspects(ground, [attack.check]))
        for (const finding of findings)
          yield {
            name: `${attack.check} at ${nameOf(route)}`,
            findings: [finding],
            control: route,
            run: () => attempt(ground, route, attack, finding),
          }
  },
}

async function attempt(ground: Ground, route: Route, attack: Attack, finding: Finding): Promise<Outcome> {
  const { lab } = ground
  const control = await anew(
    lab,
    () => ground.working(route),
    one => one.answer,
  )
  const name = nameOf(route)
  const fields = named(routeFields(route), finding)
  const actor = attackerOf(ground, attack, control)
  if (fields.length === 0) return inconclusive(`${attack.says} to ${name}`, 'no field of the request is known')
  let last = control.answer
  let isHarmless = true
  for (const field of fields)
    for (const value of attack.values) {
      await lab.mark()
      const answer = await sendAnew(lab, await laden(ground, route, actor, attack, control, field, value))
      last = answer
      const given = await attack.judge(ground, answer, value, control, finding)
      if (given) return proved(`${attack.says} in \`${spelled(field)}\` of ${name}: ${given}`, [answer.step, { kind: 'note', says: given }])
      // A value that is turned away as such; being turned away as a caller says nothing of the value.
      const isTurnedAway = (actor === control.actor ? [400, 403, 404, 422] : [400, 422]).includes(answer.status)
      isHarmless &&= isTurnedAway || ((await attack.isHarmless?.(ground, answer, value)) ?? false)
    }
  return isHarmless && ['taken', 'moved'].includes(receptionOf(control.answer))
    ? refuted(`${attack.says} to ${name}, and came to nothing`, `of ${fields.length * attack.values.length} tries none had an effect`, [
        control.answer.step,
        last.step,
      ])
    : inconclusive(
        `${attack.says} to ${name}`,
        control.works ? 'no effect was seen, nor that it was kept from having one' : answered(last),
        [last.step],
      )
}

/** Who is let in where a stranger is not: where only staff may ask, they do. */
export function attackerOf(
  { present }: Pick<Ground, 'present'>,
  { asStranger }: Pick<Attack, 'asStranger'>,
  control: Pick<Working, 'actor'>,
): Actor {
  if (!asStranger || control.actor === 'admin') return control.actor
  return present.has('b') && control.actor !== 'nobody' ? 'b' : 'nobody'
}

/** The ordinary request with the value in one field. */
async function laden(
  ground: Ground,
  route: Route,
  actor: Actor,
  attack: Attack,
  control: Working,
  field: Field,
  value: unknown,
): Promise<LabRequest> {
  const shaped = await shape(route, actor, attack.asStranger || control.actor === 'nobody' ? 'a' : control.actor, ground.shaping, {
    [`${field.from}.${field.path.join('.')}`]: value,
  })
  const body =
    control.request.body === undefined ? shaped.request.body : { ...(control.request.body as object), ...pick(shaped.request.body, field) }
  return { ...shaped.request, ...(body !== undefined && { body }) }
}

/** The fields that the finding names; all of them where it names none. */
function named(fields: readonly Field[], finding: Finding): readonly Field[] {
  const own = fields.filter(field => field.from !== 'cookies')
  const told = own.filter(field => `${finding.message} ${finding.key}`.includes(spelled(field)))
  return told.length > 0 ? told : own
}

const spelled = (field: Field): string => [field.from, ...field.path.filter(part => part !== '*')].join('.')

const pick = (body: unknown, field: Field): object => {
  const [first] = field.path
  return field.from === 'body' && first !== undefined && typeof body === 'object' && body !== null && first in body
    ? { [first]: (body as Record<string, unknown>)[first] }
    : {}
}
