import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { parse as parseToml } from 'smol-toml'
import { loadModule, parse as parseSql } from 'libpg-query'
import { languageOf } from '#source/tree'
import type { Finding } from '#triage/finding'
import { isOpen } from '#triage/finding'
import type { Audit } from './audited.js'
import type { GateStep } from './gate.js'
import { wasKnown } from './known-before.js'
import { lostToOwners } from './own-documents.js'

/** Every file that a patch wrote reads as what it is. */
export const parses: GateStep = {
  name: 'parse',
  async run({ root, touched }) {
    const faults: string[] = []
    for (const file of touched) {
      const path = join(root, file)
      const fault = existsSync(path) ? await faultIn(file, readFileSync(path, 'utf8')) : undefined
      if (fault) faults.push(`${file}: ${fault}`)
    }
    return faults.length > 0 ? { verdict: 'failed', log: faults.join('\n') } : { verdict: 'passed', log: `${touched.length} files read` }
  },
}

async function faultIn(file: string, text: string): Promise<string | undefined> {
  try {
    if (/\.[cm]?[jt]sx?$/.test(file)) {
      const lang = languageOf(file)
      const { errors: wrong, module } = parseSync(file, text, { lang })
      // What two patches brought under one name reads well, and no engine starts with it.
      const twice = parseSync(file, text, { lang, showSemanticErrors: true }).errors.filter(error =>
        /already been declared/.test(error.message),
      )
      const errors = [...wrong, ...twice]
      // Node takes such a file for an ES module, in which `module` is not defined. A compiler of TypeScript may allow it.
      const isMixed = module.hasModuleSyntax && /\.[cm]?jsx?$/.test(file) && /^\s*module\.exports\s*=/m.test(text)
      return errors.find(error => error.severity === 'Error')?.message ?? (isMixed ? '`import` in a file of CommonJS' : undefined)
    }
    if (/package\.json$|_journal\.json$/.test(file)) JSON.parse(text)
    if (file.endsWith('.toml')) parseToml(text)
    // Only Postgres' own grammar is at hand; another's files are the app's build to judge.
    if (/supabase\/.*\.sql$/.test(file)) {
      await loadModule()
      await parseSql(text)
    }
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The audit says the same as before, less the findings that were to go; and Firebase rules still let owners at what is theirs. */
export function reaudited(audit: Audit): GateStep {
  return {
    name: 'audit',
    async run({ root, proposals, before }) {
      const after = await audit(root)
      const [was, is] = [tally(before.findings), tally(after.findings)]
      const meant = new Map<string, number>()
      for (const { finding } of proposals) meant.set(keyOf(finding), (meant.get(keyOf(finding)) ?? 0) + 1)
      const left = [...meant].filter(([key, count]) => (is.get(key)?.count ?? 0) > (was.get(key)?.count ?? 0) - count)
      const gone = [...was].flatMap(([key, { finding }]) => (is.has(key) ? [] : [finding]))
      const mended = proposals.map(one => one.finding)
      const fresh = [...is].filter(
        ([key, { count, finding }]) =>
          count > (was.get(key)?.count ?? 0) && finding.severity !== 'info' && !wasKnown(finding, gone, mended),
      )
      if (left.length > 0 || fresh.length > 0)
        return {
          verdict: 'failed',
          blames: proposals
            .filter(({ finding }) => left.some(([key]) => key === keyOf(finding)) || fresh.some(([, one]) => stems(one.finding, finding)))
            .map(one => one.finding.id),
          log: [
            ...left.map(([key]) => `still there: ${is.get(key)!.finding.message}`),
            ...fresh.map(([, { finding }]) => `new: ${finding.check}: ${finding.message}`),
          ].join('\n'),
        }
      const lost = lostToOwners(before.model, after.model)
      if (lost.length > 0)
        return { verdict: 'failed', log: `Owners could do this with what is theirs, and cannot any more: ${lost.join(', ')}` }
      return { verdict: 'passed', log: proposals.map(({ finding }) => `gone: ${finding.message}`).join('\n') }
    },
  }
}

const keyOf = (finding: Finding): string => `${finding.check}\0${finding.key}`

function tally(findings: readonly Finding[]): ReadonlyMap<string, { readonly count: number; readonly finding: Finding }> {
  const found = new Map<string, { count: number; finding: Finding }>()
  for (const finding of findings) {
    if (!isOpen(finding)) continue
    const known = found.get(keyOf(finding))
    if (known) known.count++
    else found.set(keyOf(finding), { count: 1, finding })
  }
  return found
}

/** A new finding at the place of a patch is that patch's doing. */
const stems = (fresh: Finding, from: Finding): boolean =>
  fresh.route !== undefined ? fresh.route === from.route && fresh.at.file === from.at.file : fresh.key === from.key
