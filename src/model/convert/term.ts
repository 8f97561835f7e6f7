import type { Fact, OriginValue, Value } from '#plugins/value'
import { REQUEST_ORIGINS } from '#facts/origin'
import type { Term } from '../term.js'
import { expectedBy } from './expected.js'

const DEPTH = 7
const NOWHERE = { file: '', line: 0 }
/** Values in one term: an object that holds itself must not unfold for ever. */
const MOST = 600

/** Live values as plain data. `facts` tell which request values were checked before. */
export function termOf(value: Value, facts: readonly Fact[], most = MOST): Term {
  return convert(value, facts, 0, { left: most })
}

function convert(value: Value, facts: readonly Fact[], depth: number, budget: { left: number }): Term {
  if (depth > DEPTH || --budget.left < 0) return { kind: 'unknown' }
  const inner = (one: Value): Term => convert(one, facts, depth + 1, budget)
  switch (value.k) {
    case 'literal':
      return { kind: 'literal', value: value.value === undefined ? null : value.value }
    case 'origin':
      return originTerm(value, facts)
    case 'object': {
      const entries = [...value.props]
        .filter(([, one]) => one.k !== 'function' && one.k !== 'native' && !(one.k === 'literal' && one.value === undefined))
        .map(([key, one]) => [key, inner(one)] as const)
      return {
        kind: 'object',
        entries,
        spread: [
          ...value.spreads.map(one => overwritten(inner(one), value.props)),
          ...(value.dynamic ?? []).map(one => underAnyName(inner(one))),
        ],
      }
    }
    case 'list':
      return { kind: 'list', items: value.items.slice(0, 24).map(inner) }
    case 'computed':
      return {
        kind: 'computed',
        how: value.how,
        of:
          (value.how === '&&' || value.how === '||') && value.of.length === 2
            ? [
                inner(value.of[0]!),
                convert(
                  value.of[1]!,
                  [...facts, { kind: 'condition', value: value.of[0]!, truthy: value.how === '&&', at: NOWHERE }],
                  depth + 1,
                  budget,
                ),
              ]
            : value.of.map(inner),
        ...(value.at ? { at: value.at } : {}),
      }
    case 'either':
      if (value.of.length === 1) return convert(value.of[0]!.value, [...facts, ...value.of[0]!.facts], depth, budget)
      return {
        kind: 'either',
        of: value.of.map(one => convert(one.value, one.facts.length ? [...facts, ...one.facts] : facts, depth + 1, budget)),
      }
    case 'library':
      if (value.result) return overwritten(inner(value.result), takenOut(value.props))
      if (value.path === 'process.env' || (value.library === 'process' && value.path === 'env'))
        return { kind: 'origin', from: 'env', path: [] }
      return value.args.length
        ? { kind: 'computed', how: `call ${value.library} ${value.path.replace(/\(\)/g, '')}`, of: value.args.map(inner) }
        : { kind: 'unknown' }
    default:
      return { kind: 'unknown' }
  }
}

/** `{ ...user, password: undefined }`: what is written beside a row takes the place of its columns. */
function overwritten(term: Term, props: ReadonlyMap<string, Value>): Term {
  if (term.kind === 'either') return { ...term, of: term.of.map(one => overwritten(one, props)) }
  return term.kind === 'origin' && term.from === 'row' && props.size
    ? { ...term, without: [...(term.without ?? []), ...props.keys()] }
    : term
}

/** `user.password = undefined`, and what was deleted from a document. */
const takenOut = (props: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> =>
  new Map([...props].filter(([, one]) => one.k === 'literal' && (one.value === undefined || one.value === null || one.value === '')))

/** Put under a name that is not known: one field, not all of them. */
const underAnyName = (term: Term): Term =>
  term.kind === 'computed' && term.how === 'entry' ? term : { kind: 'computed', how: 'entry', of: [{ kind: 'unknown' }, term] }

function originTerm(value: OriginValue, facts: readonly Fact[]): Term {
  const asked = value.checked === undefined || value.checked === 'text' ? askedOf(value, facts) : undefined
  const checked = asked === undefined || (asked === 'presence' && value.checked) ? value.checked : asked
  return {
    kind: 'origin',
    from: value.from,
    path: value.path,
    ...(value.name === undefined ? {} : { name: value.name }),
    ...(value.at && (value.from === 'row' || value.from === 'random') ? { at: value.at } : {}),
    ...(checked === undefined ? {} : { checked }),
    ...(value.scoped ? { scoped: true } : {}),
    ...(value.without ? { without: value.without } : {}),
  }
}

const askedOf = (value: OriginValue, facts: readonly Fact[]): string | undefined =>
  REQUEST_ORIGINS.has(value.from) ? checkedBy(value, facts) : value.from === 'error' ? expectedBy(facts) : undefined

/** The strongest check that covers a value: of itself, or of what it is part of. */
function checkedBy(value: OriginValue, facts: readonly Fact[]): string | undefined {
  let found: string | undefined
  for (const fact of facts) {
    if (fact.kind !== 'checked' || fact.origin.from !== value.from) continue
    const path = measured(fact)
    if (path.length > value.path.length || !path.every((part, index) => part === value.path[index])) continue
    // That the whole body is there says nothing of its fields.
    if (fact.how === 'presence') found ??= path.length === value.path.length ? 'presence' : undefined
    else if (path.length === value.path.length || isSchema(fact.how)) found = fact.how
  }
  return found
}

/** `name.length > 80` is asked of the name. */
const measured = ({ how, origin }: Fact & { kind: 'checked' }): readonly string[] =>
  how === 'range' && origin.path.at(-1) === 'length' ? origin.path.slice(0, -1) : origin.path

const isSchema = (how: string): boolean =>
  !['presence', 'type', 'range', 'enum', 'part', 'pattern', 'number', 'by hand', 'keys'].includes(how)
