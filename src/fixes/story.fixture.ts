import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { diffLines } from 'diff'
import { audit } from '#audit'
import { type ExampleApp, readPage, withApp } from '#checks/page.fixture'
import { parses, reaudited } from '#rescue/gate-steps'
import { type GateResult, runGate } from '#rescue/gate'
import { proposalsFor } from '#rescue/proposal'
import type { Audit } from '#rescue/audited'
import type { Fix } from './fix.js'
import { applyPatches } from './write.js'

/** What became of the findings of an app when a fix was tried on it. */
export interface Told {
  readonly found: number
  readonly proposed: number
  /** Findings that one of the patches ended, with everything else as it was. */
  readonly mended: number
  /** Files as the first patch that was kept left them. */
  readonly files: ReadonlyMap<string, string | undefined>
  readonly logs: readonly string[]
}

export const auditAt: Audit = async root => {
  const { report, problems, model, source } = await audit(root, { cache: false })
  return { findings: report.findings, problems, model, source }
}

/** Apps with the fault: the story beside the fix, and the Bad examples of the checks that it mends. */
export function appsFor(fix: Fix): readonly (readonly [check: string, app: ExampleApp])[] {
  const story = fileURLToPath(new URL(`./${fix.id}.story.md`, import.meta.url))
  const pages = fix.for.map(check => [check, fileURLToPath(new URL(`../checks/${check}.md`, import.meta.url))] as const)
  const own = existsSync(story) ? readPage(readFileSync(story, 'utf8')).bad.flatMap(app => fix.for.map(check => [check, app] as const)) : []
  return [...own, ...pages.flatMap(([check, page]) => readPage(readFileSync(page, 'utf8')).bad.map(app => [check, app] as const))]
}

export function tell(fix: Fix, check: string, app: ExampleApp): Promise<Told> {
  return withApp(app.files, async root => {
    const before = await auditAt(root)
    const findings = before.findings.filter(one => one.check === check)
    const logs: string[] = []
    let proposed = 0
    let mended = 0
    let files: Told['files'] = new Map()
    for (const finding of findings) {
      const proposals = proposalsFor(finding, before, [fix])
      if (proposals.length > 0) proposed++
      for (const proposal of proposals) {
        const result = await tried(app, proposal, logs)
        if (!result) continue
        mended++
        if (files.size === 0) files = result
        break
      }
    }
    return { found: findings.length, proposed, mended, files, logs }
  })
}

async function tried(
  app: ExampleApp,
  proposal: ReturnType<typeof proposalsFor>[number],
  logs: string[],
): Promise<Told['files'] | undefined> {
  return withApp(app.files, async root => {
    const before = await auditAt(root)
    const applied = applyPatches(root, [proposal.patch], before.source, new Date('2026-01-02T03:04:05Z'))
    if (!applied) return undefined
    const result: GateResult = await runGate([parses, reaudited(auditAt)], {
      root,
      touched: [...applied.files.keys()],
      proposals: [proposal],
      before,
    })
    logs.push(...result.steps.filter(step => step.verdict === 'failed').map(step => step.log))
    return result.verdict === 'refused' ? undefined : applied.files
  })
}

/**
 * Lines that a patch changed, and those of them that say something else than before: the rest is formatting.
 * A line that moves elsewhere, deeper into a block that is put around it, or out of one that goes, has to change.
 */
export function linesOf(app: ExampleApp, files: Told['files']): { readonly changed: number; readonly needed: number } {
  let changed = 0
  let noise = 0
  for (const [path, after] of files) {
    const parts = diffLines(app.files.get(path) ?? '', after ?? '')
    for (const [index, part] of parts.entries()) {
      if (!part.added && !part.removed) continue
      changed += linesIn(part.value).length
      const before = parts[index - 1]
      if (part.added && before?.removed) noise += 2 * sameLines(linesIn(before.value), linesIn(part.value))
    }
  }
  return { changed, needed: changed - noise }
}

const linesIn = (text: string): string[] => text.split('\n').filter(line => bare(line) !== '')
const bare = (line: string): string => line.replace(/[\s,;]+/g, '')
const depth = (line: string): number => /^\s*/.exec(line)![0].length

/** Whether lines open a block that the others do not. */
const blockIn = (lines: readonly string[], others: readonly string[]): boolean =>
  lines.some(line => /[{(]$/.test(line) && !others.some(one => bare(one) === bare(line)))

function sameLines(removed: readonly string[], added: readonly string[]): number {
  const left = [...removed]
  const opens = blockIn(added, removed)
  const closes = blockIn(removed, added)
  let count = 0
  for (const line of added) {
    // A brace says nothing by itself.
    const same = /\w/.test(line) ? left.findIndex(one => bare(one) === bare(line)) : -1
    if (same < 0) continue
    const [one] = left.splice(same, 1)
    const isMoved = (opens && depth(line) > depth(one!)) || (closes && depth(line) < depth(one!))
    if (!isMoved) count++
  }
  return count
}
