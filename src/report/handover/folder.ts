import { json } from '../json.js'
import { boundaryTests } from './boundaries.js'
import { maskReport, maskTexts } from '../mask.js'
import { shownDiff } from './diff.js'
import type { HandoverInput } from './input.js'
import { handoverMarkdown } from './markdown.js'
import { handoverPage } from './page.js'

/** What the handover is written from, with no secret whole and no data of people: this may be saved. */
export function cleaned(input: HandoverInput): HandoverInput {
  return {
    ...(maskTexts({ stages: input.stages, facts: input.facts, flows: input.flows, refused: input.refused }) as Pick<
      HandoverInput,
      'stages' | 'facts' | 'flows' | 'refused'
    >),
    format: 'seaworthy-rescue-1',
    before: maskReport(input.before),
    after: maskReport(input.after),
    repairs: input.repairs.map(({ diff, whole, ...repair }) => {
      const shown = shownDiff(diff)
      return { ...(maskTexts(repair) as typeof repair), diff: shown.diff, whole: shown.whole && whole }
    }),
    ...(input.boundaries && { boundaries: maskTexts(input.boundaries) as NonNullable<HandoverInput['boundaries']> }),
    ...(input.coverage && { coverage: input.coverage }),
    ...(input.ownChecks && { ownChecks: maskTexts(input.ownChecks) as NonNullable<HandoverInput['ownChecks']> }),
    ...(input.leftOut && { leftOut: input.leftOut }),
    ...(input.branch !== undefined && { branch: input.branch }),
  }
}

/** Every file of the handover by its path in the folder. Takes what `cleaned` gives. */
export function handoverFiles(input: HandoverInput): ReadonlyMap<string, string> {
  // Numbered by repair: a number that is missing is a change that may not be handed over.
  const patches = input.repairs.flatMap(({ whole, title, diff }, index): [string, string][] =>
    whole ? [[`patches/${String(index + 1).padStart(3, '0')}-${slug(title)}.patch`, `${diff}\n`]] : [],
  )
  return new Map([
    ...(input.boundaries?.length ? [['boundaries.test.ts', boundaryTests(input.boundaries)] as const] : []),
    ['index.html', handoverPage(input)],
    ['handover.md', handoverMarkdown(input)],
    ['before.json', json(input.before)],
    ['after.json', json(input.after)],
    ...patches,
  ])
}

const slug = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '-')
    .slice(0, 60)
    .replace(/^-|-$/g, '')
