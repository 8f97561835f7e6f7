import type { Place } from '#base/place'
import type { Source } from '#source/source'
import type { Finding } from '#triage/finding'
import { type Code, openCode } from '../code/code.js'

/** Where the code of a finding stands: its own place first, then the way there, nearest to the fault first. */
export function placesOf(finding: Finding, source: Source): readonly { readonly code: Code; readonly line: number }[] {
  const seen = new Set<string>()
  const places: { readonly code: Code; readonly line: number }[] = []
  for (const at of [finding.at, ...finding.trail.toReversed().map(step => step.at)] satisfies readonly Place[]) {
    const code = openCode(source, at.file)
    if (!code || seen.has(`${at.file}:${at.line}`)) continue
    seen.add(`${at.file}:${at.line}`)
    places.push({ code, line: at.line })
  }
  return places
}
