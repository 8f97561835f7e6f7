import { readFileSync } from 'node:fs'
import { CHECKS } from '#checks/registry.generated'
import type { Page } from '#report/page'
import type { Report } from '#triage/finding'

/** Title and page of every check that found something, for the reporters that show them. */
export function pages({ findings }: Report): Readonly<Record<string, Page>> {
  const named = new Set(findings.map(finding => finding.check))
  return Object.fromEntries(CHECKS.filter(check => named.has(check.id)).map(({ id, title }) => [id, { title, markdown: markdownOf(id) }]))
}

/** The page beside a check. */
export const markdownOf = (id: string): string => readFileSync(new URL(`../checks/${id}.md`, import.meta.url), 'utf8')
