import { existsSync, readFileSync } from 'node:fs'
import { CHECKS } from '#checks/registry.generated'
import type { Page } from '#report/page'
import type { Report } from '#triage/finding'

/** Title and page of every check that found something, for the reporters that show them. */
export function pages({ findings }: Report): Readonly<Record<string, Page>> {
  const named = new Set(findings.map(finding => finding.check))
  // A check that is being written has no page yet; the tests refuse it, an audit on the way there need not.
  const shown = CHECKS.filter(({ id }) => named.has(id) && existsSync(pageOf(id)))
  return Object.fromEntries(shown.map(({ id, title }) => [id, { title, markdown: markdownOf(id) }]))
}

/** The page beside a check. */
export const markdownOf = (id: string): string => readFileSync(pageOf(id), 'utf8')

const pageOf = (id: string): URL => new URL(`../checks/${id}.md`, import.meta.url)
