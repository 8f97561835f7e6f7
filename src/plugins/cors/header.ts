import type { Place } from '#base/place'
import { declare } from '../middleware/index.js'
import type { Run } from '../plugin.js'
import { either, object, type ObjectValue, textOf, UNDEFINED, type Value } from '../value.js'

const ORIGIN = /^access-control-allow-origin$/i
const CREDENTIALS = /^access-control-allow-credentials$/i

/** Headers that are set one by one. */
export function corsHeader(run: Run, at: Place, name: Value | undefined, value: Value | undefined): void {
  const text = textOf(name) ?? ''
  if (ORIGIN.test(text))
    declare(run, {
      what: 'cors',
      library: 'header',
      at,
      options: object([['origin', either([{ value: value ?? UNDEFINED, facts: run.facts }])]]),
      prefix: '',
    })
  if (!CREDENTIALS.test(text)) return
  const last = run.world.setups.findLast(setup => setup.what === 'cors' && setup.library === 'header' && setup.at.file === at.file)
  if (last?.options.k === 'object') last.options.props.set('credentials', value ?? UNDEFINED)
}

/** Headers of an answer, as an object: told once for the place where they are written, not for every answer that has them. */
export function corsHeaders(run: Run, at: Place, headers: Value | undefined): void {
  if (headers?.k === 'either') for (const one of headers.of) corsHeaders(run, at, one.value)
  if (headers?.k !== 'object') return
  const allowed = [...headers.props].find(([key]) => ORIGIN.test(key))?.[1]
  if (!allowed) return
  const credentials = [...headers.props].find(([key]) => CREDENTIALS.test(key))?.[1]
  const options: ObjectValue = object([['origin', allowed], ...(credentials ? ([['credentials', credentials]] as const) : [])])
  declare(run, { what: 'cors', library: 'header', at: writtenAt(run, at), options, prefix: '' })
}

/** Where the header's name stands: in the file that answers, or in the nearest one that holds such headers. */
function writtenAt(run: Run, at: Place): Place {
  const memory = run.world.memory
  let places = memory.get('cors-headers') as Place[] | undefined
  if (!places) {
    places = run.world.source.files.flatMap(file => {
      if (file.kind !== 'code' || !/access-control-allow-origin/i.test(file.text())) return []
      return file
        .text()
        .split('\n')
        .flatMap((text, index) => (/access-control-allow-origin/i.test(text) ? [{ file: file.path, line: index + 1 }] : []))
    })
    memory.set('cors-headers', places)
  }
  const own = places.filter(place => place.file === at.file)
  const after = own.find(place => place.line >= at.line && place.line - at.line < 12)
  if (own.length) return own.length === 1 ? own[0]! : (after ?? own[0]!)
  const near = (place: Place): number => shared(place.file, at.file)
  return [...places].sort((a, b) => near(b) - near(a))[0] ?? at
}

function shared(a: string, b: string): number {
  const [x, y] = [a.split('/'), b.split('/')]
  let count = 0
  while (count < x.length && x[count] === y[count]) count++
  return count
}
