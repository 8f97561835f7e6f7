import { defineCheck } from '#checks/check'
import { isMeant, typeormOptions } from './at-start.js'

export default defineCheck({
  id: 'broken/altered-at-start',
  title: 'Every start of the app changes the tables to what the code says',
  why: 'A column that is renamed in the code is dropped with all that stands in it by the next deploy, and nobody has looked at the change.',
  severity: 'medium',
  refs: ['CWE-16'],
  needs: ['setups', 'source'],
  *find({ setups, source }) {
    const calls = setups.flatMap(setup =>
      setup.what === 'alter' && setup.options.kind === 'literal' ? [{ at: setup.at, how: String(setup.options.value) }] : [],
    )
    for (const { at, how } of [...calls, ...typeormOptions(source, 'synchronize')]) {
      if (isMeant(source, at)) continue
      yield {
        at,
        certainty: 'certain',
        message: `\`${how}\` in \`${at.file}\` changes the tables each time the app starts.`,
        help: 'Let migrations change the tables, and run them when you deploy; leave this on for development at most.',
        key: `${at.file} ${how}`,
      }
    }
  },
})
