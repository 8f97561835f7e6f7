import { expect } from 'vitest'
import { withApp } from '#checks/page.fixture'
import { proposalsFor } from '#rescue/proposal'
import type { Edit } from './fix.js'
import { FIXES } from './registry.generated.js'
import { auditAt } from './story.fixture.js'

export type Files = Readonly<Record<string, string>>

/** Files as each proposal of a fix leaves them; throws where the app has no fault that the fix is for. */
export const after = (id: string, files: Files): Promise<readonly string[]> =>
  withApp(new Map(Object.entries(files)), async root => {
    const fix = FIXES.find(one => one.id === id)!
    const audited = await auditAt(root)
    const findings = audited.findings.filter(one => fix.for.includes(one.check))
    expect(findings, 'findings that the fix is for').not.toEqual([])
    return findings.flatMap(finding => proposalsFor(finding, audited, [fix]).map(one => edited(files, one.patch.edits)))
  })

function edited(files: Files, edits: readonly Edit[]): string {
  const texts: Record<string, string> = { ...files }
  const sorted = edits.toSorted((a, b) => b.start - a.start || b.end - a.end)
  for (const [index, { file, start, end, text }] of sorted.entries()) {
    const later = sorted.slice(0, index).filter(one => one.file === file)
    if (later.some(one => one.start < end)) throw new Error(`Overlapping edits in ${file}`)
    texts[file] = `${texts[file]!.slice(0, start)}${text}${texts[file]!.slice(end)}`
  }
  return Object.values(texts).join('\n')
}
