import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { shape } from '#lab/request/shape'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { suspects } from '../suspected.js'

const CHECKS = ['sessions/user-enumeration']

/** Asks for an address that has an account and for one that has none. */
export const knownAddress: Probe = {
  id: 'access/known-address',
  title: 'Which addresses have an account',
  settles: CHECKS,
  *plan(ground) {
    for (const [route, findings] of suspects(ground, CHECKS)) yield { name: nameOf(route), findings, run: () => attempt(ground, route) }
  },
}

async function attempt({ lab, shaping }: Ground, route: Route): Promise<Outcome> {
  const name = nameOf(route)
  const person = lab.planted?.people.find(one => one.actor === 'a')
  if (!person) return inconclusive(`${name} was asked for two addresses`, 'no account is known')
  const ask = async (email: string) => {
    const { request } = await shape(route, 'nobody', 'a', shaping, {
      'body.email': email,
      'body.username': email.split('@')[0]!,
      'body.password': 'not-the-password',
    })
    return lab.send(request)
  }
  const [known, unknown] = [await ask(person.email), await ask('nobody.has.this@lab.example')]
  const plain = (text: string): string =>
    text
      .replaceAll(person.email, '…')
      .replaceAll('nobody.has.this@lab.example', '…')
      .replaceAll(/[0-9a-f-]{20,}|\d+/g, '#')
  return known.status !== unknown.status || plain(known.text) !== plain(unknown.text)
    ? proved(`${name} answers otherwise for an address that has an account`, [known.step, unknown.step])
    : refuted(`${name} answers the same for both addresses`, 'status and text do not differ', [known.step, unknown.step])
}
