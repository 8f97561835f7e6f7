import { invalid, parseObject } from './configuration.js'
import { isOpen, type Finding } from './finding.js'

const SCHEMA = 'https://seaworthy.dev/schemas/baseline-1.json'

/** Where the baseline stands unless the command line names another file. */
export const BASELINE_PATH = '.seaworthy/baseline.json'

/** Ids of the findings known when the baseline was written. */
export function parseBaseline(text: string, name = BASELINE_PATH): ReadonlySet<string> {
  const { schema, findings } = parseObject(text, name)
  const help = 'Write it anew from this version of Seaworthy.'
  if (schema !== SCHEMA) throw invalid(`\`${name}\` is not a baseline that this version reads.`, help)
  if (!Array.isArray(findings) || !findings.every(hasId))
    throw invalid(`\`findings\` in \`${name}\` is not a list of findings with their ids.`, help)
  return new Set(findings.map(finding => finding.id))
}

const hasId = (value: unknown): value is { readonly id: string } => typeof (value as { id?: unknown } | null)?.id === 'string'

/** The file that makes today's findings known: ids count, check and key are for whoever reads the file. */
export function printBaseline(findings: readonly Finding[]): string {
  const listed = findings.filter(isOpen).map(({ id, check, key }) => ({ id, check, key }))
  return `${JSON.stringify({ schema: SCHEMA, findings: listed.toSorted((a, b) => (a.id < b.id ? -1 : 1)) }, null, 2)}\n`
}

/** Marks the findings that the baseline knows; they stay in the report and in the score. */
export function markKnown(findings: readonly Finding[], baseline: ReadonlySet<string>): readonly Finding[] {
  return findings.map(finding => (baseline.has(finding.id) ? { ...finding, known: true } : finding))
}
