import type { Finding } from '#triage/finding'
import { inconclusive, type Ground, type Outcome, type Probe, proved } from '../probe.js'

const CHECKS = ['secrets/secret-in-browser']

/** Loads the pages and every script that they load, and looks for the lab's own secrets in them. */
export const bundledSecret: Probe = {
  id: 'web/bundled-secret',
  title: 'Secrets in the code that visitors load',
  settles: CHECKS,
  *plan(ground) {
    for (const finding of ground.findings.filter(one => CHECKS.includes(one.check)))
      yield { name: finding.key, findings: [finding], run: () => attempt(ground, finding) }
  },
}

async function attempt(ground: Ground, finding: Finding): Promise<Outcome> {
  const all = ground.model.env.map(({ name }) => name)
  const names = all.filter(name => new RegExp(`(?<!\\w)${name}(?!\\w)`).test(finding.key) || finding.message.includes(`\`${name}\``))
  const written = names.length > 0 ? [] : literalsAt(ground, finding)
  if (names.length === 0 && written.length === 0)
    return inconclusive('the visitor’s code was searched', 'the secret is no variable of the environment')
  const texts = await visitorsCode(ground)
  if (texts.length === 0) return inconclusive('the visitor’s code was searched', 'the app serves no script')
  for (const name of names) {
    const value = ground.lab.env(name)
    // A short value turns up by chance.
    const holding = value && value.length >= 12 && texts.find(({ text }) => text.includes(value))
    const others = all.filter(other => other !== name && ground.lab.env(other) === value)
    if (holding && isMeant(name, others, ground.model.app.frameworks))
      return proved(`the value of \`${name}\` stands in ${holding.path}, which every visitor loads`, [
        { kind: 'note', says: `${holding.path}: ${value.slice(0, 6)}…` },
      ])
  }
  for (const value of written) {
    const holding = texts.find(({ text }) => text.includes(value))
    if (holding)
      return proved(`the secret of ${finding.at.file} stands in ${holding.path}, which every visitor loads`, [
        { kind: 'note', says: `${holding.path}: ${value.slice(0, 6)}…` },
      ])
  }
  return inconclusive('the visitor’s code was searched', `the value is in none of the ${texts.length} scripts that could be found`)
}

/** Of variables that hold the same, one that the browser's code is built with is meant. */
export function isMeant(name: string, others: readonly string[], frameworks: readonly string[]): boolean {
  const prefix = frameworks.includes('next') ? 'NEXT_PUBLIC_' : frameworks.includes('vite') ? 'VITE_' : 'REACT_APP_'
  return name.startsWith(prefix) || !others.some(other => other.startsWith(prefix))
}

/** Long texts in the line of the finding: one of them is the secret. */
function literalsAt({ shaping }: Ground, { at }: Finding): readonly string[] {
  const line = shaping.schemas?.source.file(at.file)?.text().split('\n')[at.line - 1] ?? ''
  return [...line.matchAll(/['"`]([\w.+/=-]{24,})['"`]/g)].map(match => match[1]!)
}

async function visitorsCode({ lab, model }: Ground): Promise<readonly { path: string; text: string }[]> {
  const pages = [
    '/',
    ...model.routes.filter(route => route.kind === 'page' && route.method === 'GET' && !route.path.includes(':')).map(route => route.path),
  ].slice(0, 12)
  const found = new Map<string, string>()
  const queue: string[] = []
  const note = (html: string): void => {
    for (const [, path] of html.matchAll(/["'(](\/[\w./@[\]%()~-]+\.m?js)(?:\?[^"']*)?["')\\]/g))
      if (!found.has(path!) && !queue.includes(path!)) queue.push(path!)
    for (const [, path] of html.matchAll(/["'](static\/chunks\/[\w./@[\]%()~-]+\.js)["']/g))
      if (!queue.includes(`/_next/${path}`)) queue.push(`/_next/${path}`)
    for (const [, path] of html.matchAll(/["']\.?\/?(assets\/[\w.-]+\.js)["']/g)) if (!queue.includes(`/${path}`)) queue.push(`/${path}`)
  }
  const seen = new Set<string>()
  const waiting = [...new Set(pages)]
  while (waiting.length > 0 && seen.size < 40) {
    const path = waiting.shift()!
    if (seen.has(path)) continue
    seen.add(path)
    for (const actor of ['nobody', 'admin'] as const) {
      const { status, text } = await lab.send({ actor, method: 'GET', path })
      if (status === 0 || status >= 300) continue
      note(text)
      for (const [, link] of text.matchAll(/href=\\?["'](\/[\w/-]*)["'\\?#]/g)) if (!/logout|sign-?out/i.test(link!)) waiting.push(link!)
    }
  }
  while (queue.length > 0 && found.size < 120) {
    const path = queue.shift()!
    if (found.has(path)) continue
    const { status, text } = await lab.send({ actor: 'nobody', method: 'GET', path })
    found.set(path, status === 200 ? text : '')
    if (status === 200) note(text)
  }
  return [...found].map(([path, text]) => ({ path, text }))
}
