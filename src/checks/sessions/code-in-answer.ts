import { defineCheck } from '#checks/check'
import type { RespondEffect, Route } from '#model/app-model'
import { nameOf, trailTo } from '#model/read/route'
import { fieldsOf, leaves } from '#model/read/terms'
import { originsOf, REQUEST_ORIGINS, type Term } from '#model/term'

/** A `loginToken` is what signing in is for, a `phoneCode` is a country's, a `pinCode` a town's. */
const CODE =
  /^(?:(?:reset|verification|verify|confirm(?:ation)?|password_?reset)_?(?:token|code|otp|link|url)|(?:email|login)_?(?:code|otp)|phone_?otp|otp(?:_?code)?|generated_?otp|dev_?otp|one_?time_?(?:code|password))$/i
const SENDS = /forgot|reset|recover|otp|verif|resend|send-?code|request|register|sign-?up|login|sign-?in/i

export default defineCheck({
  id: 'sessions/code-in-answer',
  title: 'The code that proves an address is in the answer',
  why: 'Whoever asks for a code in the name of another reads it in the answer, and needs no mailbox to take the account.',
  severity: 'high',
  refs: ['CWE-640', 'CWE-200', 'OWASP-A07:2021'],
  needs: ['routes'],
  *find({ routes }) {
    for (const route of routes) {
      if (route.unreached || !/^(?:public|open|weak)$/.test(route.auth) || !SENDS.test(route.path)) continue
      const found = route.effects.flatMap(effect => (effect.kind === 'respond' ? (codeIn(effect, route) ?? []) : []))[0]
      if (!found) continue
      const name = nameOf(route)
      yield {
        at: found.answer.at,
        certainty: 'certain',
        message: `\`${name}\` answers with \`${found.field}\`, which is meant for the owner of the address alone.`,
        help: 'Send it to the address, and answer only that it was sent.',
        key: name,
        route: name,
        trail: trailTo(route, [found.answer], 'answered'),
      }
    }
  },
})

function codeIn(answer: RespondEffect, route: Route): { readonly answer: RespondEffect; readonly field: string } | undefined {
  // What is shown to developers alone.
  if (answer.when.some(({ term }) => [...originsOf(term)].some(one => one.from === 'env'))) return undefined
  const field = [...fieldsOf(answer.body)].find(([name, value]) => CODE.test(name) && isMadeUp(value))?.[0]
  return field === undefined || route.effects.every(effect => effect === answer) ? undefined : { answer, field }
}

/** Made here, or read from where it is kept: not what the request said, and no text of the code. */
const isMadeUp = (value: Term): boolean =>
  [...leaves(value)].some(leaf => {
    const origins = [...originsOf(leaf)]
    if (origins.some(one => REQUEST_ORIGINS.has(one.from) || one.from === 'env')) return false
    return (
      origins.some(one => one.from === 'secret-random' || one.from === 'row') ||
      /random|generat|uuid|nanoid|sign|randomInt/i.test(JSON.stringify(leaf))
    )
  })
