import type { Severity } from '#base/certainty'
import type { Place } from '#base/place'
import { defineCheck, type Problem } from '#checks/check'
import type { Table } from '#database/catalogue'
import type { BrowserUnit, Effect, RespondEffect, Route, SendEffect } from '#model/app-model'
import { fieldLine } from '#model/read/entry'
import { entriesIn, textsIn, wording } from '#model/read/flow'
import { isStaffGuard, nameOf, trailTo } from '#model/read/route'
import { tablesByName } from '#model/read/tables'
import { chosen, fieldsOf, spelled } from '#model/read/terms'
import { originsOf, type OriginTerm, REQUEST_ORIGINS, type Term } from '#model/term'
import { rawOutputs } from '#model/read/views'
import type { Source } from '#source/source'
import { inPageScripts } from './page-script.js'

const HELP = 'Escape the text before it is put into HTML, or sanitise it where markup is meant.'

export default defineCheck({
  id: 'input/html-injection',
  title: 'Text that people send is put into HTML as it is',
  why: 'Anyone can put a script or a false link where your customers trust what they see.',
  severity: 'high',
  refs: ['CWE-79', 'CWE-80', 'OWASP-A03:2021'],
  needs: ['routes', 'browser', 'setups', 'source', 'tables'],
  *find({ routes, browser, setups, source, tables }) {
    const told = new Set<string>()
    const once = function* (problems: Iterable<Problem>): Iterable<Problem> {
      for (const problem of problems) {
        const place = `${problem.at.file}:${problem.at.line}`
        if (!told.has(place)) yield problem
        told.add(place)
      }
    }
    const written = writtenByPeople(routes, browser, tablesByName(tables))
    for (const setup of setups) {
      if (setup.what !== 'template') continue
      yield {
        at: setup.at,
        certainty: 'certain',
        severity: 'high',
        message: `\`${setup.library}\` puts every value into pages without escaping it.`,
        help: 'Leave automatic escaping on, and mark the few values that are HTML.',
        key: `template ${setup.library}`,
      }
    }
    for (const route of routes) {
      if (route.unreached) continue
      for (const effect of route.effects) {
        if (effect.kind === 'respond' && effect.how === 'html') yield* page(effect, nameOf(route), written, route)
        if (effect.kind === 'respond' && effect.how === 'render')
          for (const { at, value } of rawOutputs(effect, source))
            yield* once(page({ ...effect, at, body: value }, nameOf(route), written, route, effect.at))
        if (effect.kind === 'send' && effect.service === 'mail') yield* once(mail(effect, route, written, source))
      }
    }
    for (const unit of browser) {
      for (const effect of unit.effects) if (effect.kind === 'respond' && effect.how === 'html') yield* page(effect, unit.name, written)
    }
    yield* inPageScripts(source, routes, tables, written)
  },
})

/** Escaping is recognised by its name, or by a replacement that is no markup itself. */
const keeps = (how: string, of: readonly Term[]): boolean | undefined => {
  // A page too large to be kept in parts: what was escaped in it is not known.
  if (how === 'made from' || (how === 'template' && of.length > 3 && of.every(part => part.kind === 'origin'))) return false
  if (!/^call replace(?:All)?$/.test(how)) return undefined
  const by = of[2]
  return by?.kind === 'literal' && /<\w|^\s*$/.test(String(by.value)) && of[1]?.kind === 'literal'
}

function* page(effect: RespondEffect, name: string, written: ReadonlySet<string>, route?: Route, drawn?: Place): Iterable<Problem> {
  const own = [...textsIn(effect.body, { keeps })].find(
    one =>
      isFree(one) &&
      one.from !== 'client' &&
      one.from !== 'headers' &&
      one.from !== 'cookies' &&
      // Next.js hands parts of the address to pages as they are in it: encoded.
      !(one.from === 'params' && route?.kind === 'page'),
  )
  const stored = own ? undefined : storedTexts(effect.body, written)[0]
  const value = own ?? stored
  if (!value) return
  const what = own ? `\`${spelled(own)}\`` : people(value)
  yield {
    at: effect.at,
    certainty: own ? 'certain' : 'likely',
    severity: own ? 'high' : 'critical',
    message: `\`${name}\` puts ${what} into a page as HTML.`,
    help: HELP,
    key: `${name} ${value.name ?? ''} ${spelled(value)}`,
    ...(route
      ? {
          route: nameOf(route),
          trail: [...(drawn ? [{ at: drawn, label: 'given to the view' }] : []), ...trailTo(route, [effect], 'put into the page')],
        }
      : {}),
    ...(stored?.name ? { table: stored.name } : {}),
  }
}

/** Texts of rows that people write. */
const storedTexts = (body: Term, written: ReadonlySet<string>): OriginTerm[] =>
  [...textsIn(body, { keeps })].filter(one => one.from === 'row' && one.name !== undefined && written.has(`${one.name} ${columnOf(one)}`))

/** The line of a text of many lines in which a value stands. */
function interpolated(source: Source, templates: readonly Place[], column: string): Place | undefined {
  const shows = new RegExp(`\\$\\{[^}]*\\b${column}\\b`)
  for (const { file, line } of templates) {
    const lines =
      source
        .file(file)
        ?.text()
        .split('\n')
        .slice(line - 1, line + 150) ?? []
    const index = lines.findIndex(text => shows.test(text))
    if (index >= 0) return { file, line: line + index }
  }
  return undefined
}

const people = (one: OriginTerm): string => `\`${one.name}.${columnOf(one)}\`, which people write,`

function* mail(effect: SendEffect, route: Route, written: ReadonlySet<string>, source: Source): Iterable<Problem> {
  const [field, html] = [...entriesIn(effect.input)].find(([key]) => /^(?:html|html_?body|html_?content|htmlPart)$/i.test(key)) ?? []
  if (!field || !html) return
  const own =
    wording(html, { keeps }) ??
    [...textsIn(html, { keeps })].find(one => one.from === 'event' && /metadata|customer_details|description|name/.test(one.path.join('.')))
  const value = own ?? storedTexts(html, written)[0]
  if (!value || value.from === 'headers' || value.from === 'client') return
  const name = nameOf(route)
  yield {
    at: fieldLine(source, effect.at, field),
    certainty: 'certain',
    severity: own ? gravity(effect, own, route) : 'low',
    message: `\`${name}\` puts ${own ? `\`${spelled(own)}\`` : people(value)} into the HTML of a mail as it is.`,
    help: HELP,
    key: `${name} mail ${spelled(value)}`,
    route: name,
    trail: [
      ...trailTo(route, [effect], 'mailed'),
      ...templatesIn(html).map(at => ({ at, label: 'put together here' })),
      ...storedTexts(html, written)
        .flatMap(one => interpolated(source, templatesIn(html), columnOf(one)) ?? [])
        .map(at => ({ at, label: 'put in as it is' })),
    ],
  }
}

/** Where the texts are written that a value may be: not where they are sent from. */
function templatesIn(html: Term): Place[] {
  if (html.kind === 'either') return html.of.flatMap(templatesIn)
  return html.kind === 'computed' && html.how === 'template' && html.at ? [html.at] : []
}

/** Worst where whoever writes the text also says, or finds, who gets the mail. */
function gravity(effect: SendEffect, value: OriginTerm, route: Route): Severity {
  if (value.from === 'event' || effect.guards.some(isStaffGuard)) return 'low'
  const to = [...entriesIn(effect.input)].find(([key]) => /^(?:to|bcc|cc)$/i.test(key))?.[1]
  const reaches = to && [...originsOf(to)].some(one => REQUEST_ORIGINS.has(one.from) || (one.from === 'row' && !one.scoped))
  if (!reaches) return 'low'
  return route.auth === 'open' || route.auth === 'weak' || route.auth === 'public' ? 'high' : 'medium'
}

const isFree = (one: OriginTerm): boolean => REQUEST_ORIGINS.has(one.from)
const columnOf = (one: OriginTerm): string => one.path.findLast(part => part !== '*' && !/^\d+$/.test(part)) ?? ''

/** Columns, as `table column`, that people who are no staff write with words of their own. */
function writtenByPeople(routes: readonly Route[], browser: readonly BrowserUnit[], tables: ReadonlyMap<string, Table>): Set<string> {
  const found = new Set<string>()
  const add = (effect: Effect, isWords: (value: Term) => boolean): void => {
    if (effect.kind !== 'query' || effect.does === 'read' || !effect.table || effect.guards.some(isStaffGuard)) return
    // A row goes by the name that the code gives its model.
    const names = [effect.table, ...(tables.get(effect.table)?.aliases ?? [])]
    for (const [field, value] of fieldsOf(effect.data)) if (isWords(value)) for (const name of names) found.add(`${name} ${field}`)
  }
  for (const route of routes) for (const effect of route.effects) add(effect, value => wording(value) !== undefined)
  for (const unit of browser) {
    if (/admin|dashboard|cms|backoffice/i.test(unit.at.file)) continue
    for (const effect of unit.effects)
      add(effect, value => value.kind === 'unknown' || value.kind === 'computed' || chosen(value) !== undefined)
  }
  return found
}
