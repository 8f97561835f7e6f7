import { ACTORS } from '#base/evidence'
import type { Route } from '#model/app-model'
import { isMachine, nameOf } from '#model/read/route'
import { answered, receptionOf, spoken } from '../answer.js'
import type { Finding } from '#triage/finding'
import { isParty } from '../party.js'
import { type Discovery, type Experiment, type Ground, inconclusive, type Outcome, type Probe, refuted } from '../probe.js'
import { reachable, suspectedOf } from '../suspected.js'
import { tablesWritten, writes } from '../written.js'
import { judgeRead, judgeStaffAnswer } from './foreign-read.js'
import { contentsOf } from '../contents.js'
import { judgeWrite } from './foreign-write.js'
import { judgeOutside } from './foreign-call.js'
import { isOwnersAlone } from './owners-alone.js'
import { refusal } from './refusal.js'
import type { Intrusion, Stranger } from './intrusion.js'

const BY_NOBODY = ['access/open-endpoint']
const BY_OTHERS = ['access/unscoped-query', 'access/admin-without-role', 'access/browser-only-admin']

/** Nobody, and customer B, ask for what is A's: to read it, to change it, to delete it. */
export const foreignObject: Probe = {
  id: 'access/foreign-object',
  title: 'Reads and writes of what belongs to somebody else',
  settles: [...BY_NOBODY, ...BY_OTHERS],
  *plan(ground) {
    for (const route of reachable(ground)) {
      if (isMachine(route) && suspectedOf(ground, route, BY_NOBODY).length === 0) continue
      yield* experiments(ground, route)
    }
  },
}

function* experiments(ground: Ground, route: Route): Generator<Experiment> {
  for (const actor of ['nobody', 'b'] as const) {
    if (actor === 'b' && !ground.present.has('b')) continue
    const findings = suspectedOf(ground, route, actor === 'nobody' ? BY_NOBODY : BY_OTHERS)
    // What is meant for everyone is no fault to read.
    if (findings.length === 0 && (route.auth === 'public' || route.kind === 'page')) continue
    const discovers = findings.length === 0 ? discovery(route, actor) : undefined
    yield {
      name: `${nameOf(route)} as ${ACTORS[actor]}`,
      findings,
      ...(discovers && { discovers }),
      control: route,
      run: () => attempt(ground, route, actor, findings),
    }
  }
}

async function attempt(ground: Ground, route: Route, actor: Stranger, findings: readonly Finding[]): Promise<Outcome> {
  const suspected = findings.length > 0
  const { lab, rows } = ground
  const control = await ground.working(route)
  const who = ACTORS[actor]
  const asked = `${who} asked for ${nameOf(route)}`
  if (!control.works)
    return inconclusive(asked, `${ACTORS[control.actor]} gets ${spoken(control.answer)} too, so the refusal says nothing`, [
      control.answer.step,
    ])
  // Where nobody could be signed in, what a stranger brings about is seen all the same; what is refused says nothing.
  const isCompared = control.actor !== 'nobody'
  if (!isCompared && !(suspected && actor === 'nobody'))
    return inconclusive(asked, 'nobody could be signed in, so there is nothing to compare with')
  const { object } = control
  if (object && actor !== 'nobody' && (await isParty(ground, object.table, object.row, actor)))
    return inconclusive(asked, `the row of \`${object.table}\` is ${who}’s business as well`)
  const before = object && (await rows?.again(object.table, object.row))
  const contents = await contentsOf(rows, suspected ? tablesWritten(route) : [])
  await lab.mark()
  const request = { ...control.request, actor }
  const answer = await lab.send(request)
  const reception = receptionOf(answer, control.answer)
  const steps = [control.answer.step, answer.step]
  const intrusion: Intrusion = { ground, route, actor, suspected, control, request, answer, reception, before, contents, steps }
  // A body may ask as well as tell: what a function answers is looked at too, where no change is what is suspected.
  const isRead = writes(route) ? suspected && !findings.every(speaksOfChange) : true
  const fault =
    (writes(route) ? await judgeWrite(intrusion) : undefined) ??
    (isRead ? judgeRead(intrusion) : judgeStaffAnswer(intrusion)) ??
    (await judgeOutside(intrusion))
  if (fault) return fault
  if (await isOwnersAlone(intrusion))
    return refuted(
      `${who} was answered by ${nameOf(route)}, and the row stayed as it was`,
      `${ACTORS[control.actor]}’s own request changes it`,
      steps,
    )
  const why = isCompared ? await refusal(intrusion) : undefined
  if (why) return refuted(`${who} was refused at ${nameOf(route)}`, why, steps)
  return inconclusive(
    asked,
    reception === 'taken'
      ? writes(route)
        ? `${answered(answer)}, and no row of A's is seen to have changed`
        : 'the answer holds nothing that is seen to be A’s alone'
      : `${answered(answer)}, which may have another cause`,
    steps,
  )
}

const speaksOfChange = ({ message }: Finding): boolean =>
  /\b(?:writes|changes|creates|deletes|removes|adds)\b/.test(message) && !/\b(?:reads|answers)\b/.test(message)

function discovery(route: Route, actor: Stranger): Discovery {
  const name = nameOf(route)
  const told = writes(route) ? 'changes what belongs to another' : 'answers with what belongs to another'
  return {
    check: actor === 'nobody' ? 'access/open-endpoint' : route.auth === 'role' ? 'access/admin-without-role' : 'access/unscoped-query',
    severity: actor === 'nobody' && writes(route) ? 'critical' : 'high',
    at: route.at,
    key: `${name} tried`,
    message: `\`${name}\` ${told} when ${ACTORS[actor]} asks.`,
    help: 'Ask who is calling, and compare the owner of the row with the caller before anything is read or written.',
    route: name,
  }
}
