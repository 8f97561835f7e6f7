import type { LabAnswer, LabRequest } from '#lab/lab'
import { sendAnew } from './anew.js'
import { receptionOf } from './answer.js'
import { ownSites } from './own-sites.js'
import type { Ground } from './probe.js'
import type { Working } from './working.js'
import { writes } from './written.js'

/** An ordinary request as other ordinary people make it: they have other names, and come from other pages of the app. */
export interface Variation {
  /** `with an accent in the names` */
  readonly how: string
  /** Checks whose repairs could stand in its way: `cors`. */
  readonly area: string
  works(): Promise<boolean>
}

const NAMES: readonly (readonly [how: string, name: string])[] = [
  ['with accents and an apostrophe in the names', 'Zoë Núñez-O’Brien'],
  ['with names in other scripts', '李小龍 Łukasz محمد'],
]
/** Fields that hold what somebody is called or says. */
const SPOKEN =
  /^(?:(?:first|last|full|display|given|family|customer|contact|recipient|guest|business|company|shop|store|product)_?)?(?:name|title|city|street|address|note|notes|message|comment|bio|about|description|subject)$/i
/** What reads as words, and is no address or number. */
const WORDS = /^(?!https?:|.*@|[\d\s.,:-]+$).*\p{L}{2}/u

/** What varies a request that works. */
export function variationsOf(ground: Ground, working: Working): readonly Variation[] {
  return [...byName(ground, working), ...byOrigin(ground, working)]
}

function byName(ground: Ground, { route, request, answer: own }: Working): readonly Variation[] {
  if (!writes(route)) return []
  return NAMES.flatMap(([how, name]): Variation[] => {
    const varied = named(request, name)
    return varied ? [{ how, area: 'input', works: async () => isTaken(await asked(ground, varied), own) }] : []
  })
}

async function asked({ lab }: Ground, request: LabRequest): Promise<LabAnswer> {
  const answer = await sendAnew(lab, request)
  await lab.reset()
  await lab.comeBack()
  return answer
}

const isTaken = (answer: LabAnswer, own: LabAnswer): boolean =>
  receptionOf(answer, own) === receptionOf(own) && receptionOf(own) !== 'refused'

/** The same request with this name in every field for names; `undefined` where it has none. */
function named(request: LabRequest, name: string): LabRequest | undefined {
  const { body, form } = request
  let isFound = false
  const renamed = (key: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(one => renamed(key, one))
    if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value))
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, renamed(name, one)]))
    if (typeof value !== 'string' || !SPOKEN.test(key) || !WORDS.test(value)) return value
    isFound = true
    return name
  }
  const varied = {
    ...request,
    ...(body !== undefined && { body: renamed('', body) }),
    ...(form && { form: renamed('', form) as Readonly<Record<string, string>> }),
  }
  return isFound ? varied : undefined
}

function byOrigin(ground: Ground, { route, request }: Working): readonly Variation[] {
  if (writes(route) || route.kind === 'page' || !ground.shaping.schemas) return []
  return ownSites(ground.shaping.schemas.source, ground.lab).map(({ name, origins }) => ({
    how: `from ${name}`,
    area: 'cors',
    works: async () => {
      for (const origin of origins) {
        const { headers } = await sendAnew(ground.lab, { ...request, headers: { ...request.headers, origin } })
        if ([origin, '*'].includes(String(headers['access-control-allow-origin']))) return true
      }
      return false
    },
  }))
}
