import { defineCheck } from '#checks/check'

export default defineCheck({
  id: 'broken/refused-migration',
  title: 'The migrations cannot be run on a new database',
  why: 'Nobody can set the app up again: no copy to test on, no second region, and after a loss no way back but a backup.',
  severity: 'medium',
  refs: ['CWE-1076', 'CWE-1059'],
  needs: ['refusals'],
  *find({ refusals }) {
    const [first, ...others] = refusals ?? []
    if (!first) return
    yield {
      at: first.at,
      certainty: 'likely',
      message: `On a new database \`${first.at.file}\` ${first.does}, and stops there${others.length ? `; ${others.length} more ${others.length === 1 ? 'statement is' : 'statements are'} refused later` : ''}.`,
      help: 'Write `if not exists`, or drop what is there first, and run all migrations on an empty database before each release.',
      key: 'refused',
      trail: others.slice(0, 20).map(({ at, does }) => ({ at, label: does.replaceAll('`', '') })),
    }
  },
})
