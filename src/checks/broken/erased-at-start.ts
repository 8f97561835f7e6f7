import { defineCheck } from '#checks/check'
import { isMeant, typeormOptions } from './at-start.js'

export default defineCheck({
  id: 'broken/erased-at-start',
  title: 'Every start of the app throws its data away',
  why: 'The next deploy, crash or restart deletes every customer and every order, and the app comes up as if nothing had happened.',
  severity: 'critical',
  refs: ['CWE-1188'],
  needs: ['setups', 'source'],
  *find({ setups, source }) {
    const calls = setups.flatMap(setup => {
      const how = setup.what === 'erase' && setup.options.kind === 'literal' ? String(setup.options.value) : undefined
      return how === undefined || isMeant(source, setup.at) ? [] : [{ at: setup.at, how }]
    })
    for (const { at, how } of [...calls, ...typeormOptions(source, 'dropSchema')]) {
      yield {
        at,
        certainty: 'certain',
        message: `\`${how}\` in \`${at.file}\` drops every table each time the app starts.`,
        help: 'Take it out, and let migrations change the tables; keep what fills an empty database in a script that somebody starts by hand.',
        key: `${at.file} ${how}`,
      }
    }
  },
})
