import { defineCheck } from '#checks/check'
import type { Effect, Route, SendEffect } from '#model/app-model'
import { isGuarded, nameOf, trailTo } from '#model/read/route'
import { chosen, fieldsOf, spelled } from '#model/read/terms'
import { type OriginTerm, originsOf, REQUEST_ORIGINS, type Term } from '#model/term'

export default defineCheck({
  id: 'access/unscoped-file',
  title: 'A stored file is handed out to whoever names it',
  why: "The server reads with keys of its own: anyone can fetch other people's papers, and whatever else those keys open, by sending a name.",
  severity: 'high',
  refs: ['CWE-639', 'CWE-862', 'CWE-441', 'OWASP-API1:2023'],
  needs: ['routes'],
  *find({ routes }) {
    for (const route of routes) {
      if (route.unreached || route.kind === 'webhook') continue
      for (const effect of route.effects) {
        if (!isReading(effect) || isGuarded(effect) || !isHandedOut(effect, route)) continue
        const named = namedBy(effect.input)
        if (!named) continue
        const name = nameOf(route)
        yield {
          at: effect.at,
          certainty: 'certain',
          severity: named.bucket ? 'critical' : 'medium',
          message: named.bucket
            ? `\`${name}\` hands anyone any file of any bucket that the server's keys open: \`${spelled(named.key)}\` names both.`
            : `\`${name}\` hands anyone the stored file that \`${spelled(named.key)}\` names.`,
          help: 'Look the file up by a row that belongs to the signed-in user, and take bucket and key from that row.',
          key: `${name} ${effect.operation}`,
          route: name,
          trail: trailTo(route, [effect], 'read here'),
        }
        break
      }
    }
  },
})

const isReading = (effect: Effect): effect is SendEffect =>
  effect.kind === 'send' &&
  effect.service === 'storage' &&
  /getObject|getSignedUrl|createSignedUrl|presigned|download|^get\b/i.test(effect.operation)

/** Its bytes, or an address for them, are in an answer. */
const isHandedOut = (effect: SendEffect, route: Route): boolean =>
  route.effects.some(
    other =>
      other.kind === 'respond' &&
      (other.status === undefined || other.status < 400) &&
      [...originsOf(other.body)].some(one => one.from === 'service' && one.name === 'storage'),
  ) && !/upload|put/i.test(effect.operation)

/** The name comes whole from the request: with a text of the app's own before it, it stays in one folder. */
function namedBy(input: Term): { readonly key: OriginTerm; readonly bucket: boolean } | undefined {
  const fields = [...fieldsOf(input)]
  const of = (names: RegExp): Term | undefined => fields.find(([field]) => names.test(field))?.[1]
  const keyTerm = of(/^(?:key|file_?(?:name|key)|object(?:_?name)?)$/i)
  const key = keyTerm && wholly(keyTerm)
  if (!key) return undefined
  const bucket = of(/^bucket(?:_?name)?$/i)
  return { key, bucket: bucket !== undefined && wholly(bucket) !== undefined }
}

function wholly(term: Term): OriginTerm | undefined {
  if (term.kind === 'origin') return REQUEST_ORIGINS.has(term.from) && !/enum|by hand/.test(term.checked ?? '') ? term : undefined
  if (term.kind === 'either') return term.of.map(wholly).find(Boolean)
  // Joined with anything else, it is not the whole name.
  if (term.kind !== 'computed' || /^(?:template|\+|call join)$/.test(term.how)) return undefined
  return [...originsOf(term)].every(one => REQUEST_ORIGINS.has(one.from)) ? chosen(term) : undefined
}
