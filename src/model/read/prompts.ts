import type { Table } from '#database/catalogue'
import type { Effect, QueryEffect, Route, SendEffect } from '../app-model.js'
import { originsOf, REQUEST_ORIGINS, type OriginTerm, type Term } from '../term.js'
import { queryOf } from './origin-query.js'

/** A question to a model, with what it was told to be. */
export interface Prompt {
  readonly send: SendEffect
  /** The parts that instruct: a system message, `instructions`, `system`. */
  readonly instructions: readonly Term[]
  /** It may call functions. */
  readonly tools: boolean
}

const INSTRUCTS = /^(?:system|system_?prompt|systemInstruction|system_instruction|instructions|developer|preamble)$/i
const ROLE = /^(?:system|developer)$/i

export const promptsOf = (route: Route): Prompt[] =>
  route.effects.flatMap(effect =>
    effect.kind === 'send' && effect.service === 'ai'
      ? [{ send: effect, instructions: [...instructionsIn(effect.input)], tools: hasTools(effect.input) }]
      : [],
  )

function* instructionsIn(term: Term): Generator<Term> {
  switch (term.kind) {
    case 'object': {
      const role = term.entries.find(([key]) => key === 'role')?.[1]
      if (role?.kind === 'literal' && ROLE.test(String(role.value))) {
        for (const [key, value] of term.entries) if (key !== 'role') yield value
        return
      }
      for (const [key, value] of term.entries) {
        if (INSTRUCTS.test(key)) yield value
        else if (!/^(?:tools|functions|schema|response_?format|output)$/i.test(key)) yield* instructionsIn(value)
      }
      for (const value of term.spread) yield* instructionsIn(value)
      return
    }
    case 'list':
      for (const item of term.items) yield* instructionsIn(item)
      return
    case 'either':
      for (const part of term.of) yield* instructionsIn(part)
      return
    case 'computed':
      if (/^(\|\||\?\?|&&)$|stringify|concat/.test(term.how)) for (const part of term.of) yield* instructionsIn(part)
  }
}

function hasTools(term: Term): boolean {
  if (term.kind === 'either' || term.kind === 'computed') return term.of.some(hasTools)
  if (term.kind !== 'object') return false
  return (
    term.entries.some(([key, value]) =>
      /^(?:tools|functions)$/.test(key) ? !(value.kind === 'list' && !value.items.length) && !(value.kind === 'literal') : hasTools(value),
    ) || term.spread.some(hasTools)
  )
}

/** Values that cannot carry a sentence. */
const TAME = /number|uuid|enum|boolean|date|range|email|datetime|cuid|literal/i
/** Tables in which the app's own people keep what a model is told. */
const OWN_TEXT = /prompt|setting|config|agent|assistant|bot|persona|template|instruction|organi[sz]ation|workspace|tenant/i

/** What somebody else can write into the instructions of a model: the request, or text that a customer stored. */
export function foreignText(
  terms: readonly Term[],
  queries: readonly QueryEffect[],
  tables: ReadonlyMap<string, Table>,
): OriginTerm | undefined {
  return terms
    .flatMap(term => [...spoken(term)])
    .find(one => {
      if (REQUEST_ORIGINS.has(one.from))
        return (
          one.from !== 'headers' &&
          !TAME.test(one.checked ?? '') &&
          !/(?:^|_)id$|[a-z]Id$|locale|lang(?:uage)?$/.test(one.path.at(-1) ?? '')
        )
      if (one.from !== 'row') return false
      const query = queryOf(one, queries, tables)
      const name = query?.table ?? one.name ?? ''
      const column = one.path.filter(part => part !== '*').at(-1)
      return (
        !OWN_TEXT.test(name) &&
        (column === undefined
          ? /message|review|comment|note|ticket|post|feedback|email|chat/i.test(name)
          : /body|text|content|message|comment|description|notes?$|subject|feedback|answer|bio|question|review|summary/i.test(column))
      )
    })
}

/** Values that are read out in a text; how many there are is not. */
function* spoken(term: Term): Generator<OriginTerm> {
  if (
    term.kind === 'computed' &&
    /^(?:\.length|number|[-*/%<>]=?|[!=]==?|call (?:includes|toFixed|has|some|every|Number|parseInt|Date))$/.test(term.how)
  )
    return
  if (term.kind === 'computed' || term.kind === 'either') for (const part of term.of) yield* spoken(part)
  else if (term.kind === 'object') {
    for (const [, value] of term.entries) yield* spoken(value)
    for (const value of term.spread) yield* spoken(value)
  } else if (term.kind === 'list') for (const item of term.items) yield* spoken(item)
  else yield* originsOf(term)
}

/** What happens only because a model asked for it: values or conditions of its making decide. */
export const byModel = (effect: Effect): boolean => effect.when.some(one => isModels(one.term)) || inputsTo(effect).some(isModels)

const isModels = (term: Term): boolean => [...originsOf(term)].some(one => one.from === 'model')

function inputsTo(effect: Effect): readonly Term[] {
  switch (effect.kind) {
    case 'query':
      return [...effect.filters.map(filter => filter.value), ...(effect.data ? [effect.data] : []), ...(effect.sql ? [effect.sql] : [])]
    case 'send':
      return effect.service === 'ai' ? [] : [effect.input]
    case 'run':
      return [effect.input]
    case 'file':
      return [effect.path]
    default:
      return []
  }
}

/** A deed of a tool: something changes, or goes out. */
export function actsByModel(effect: Effect): boolean {
  if (!byModel(effect) || !effect.trail.length) return false
  if (effect.kind === 'query') return effect.does !== 'read' && effect.filters.length + (effect.data ? 1 : 0) > 0
  return effect.kind === 'send'
    ? effect.service !== 'ai' && effect.service !== 'http'
    : effect.kind === 'run' || (effect.kind === 'file' && effect.does !== 'read')
}
