import { defineCheck } from '#checks/check'
import { wording } from '#model/read/flow'
import { nameOf, trailTo } from '#model/read/route'
import { spelled } from '#model/read/terms'

export default defineCheck({
  id: 'input/slow-pattern',
  title: 'A regular expression takes exponentially long on some texts',
  why: 'One request with the right text keeps the server busy for minutes, and nobody else gets an answer.',
  severity: 'medium',
  refs: ['CWE-1333', 'OWASP-API4:2023'],
  needs: ['routes'],
  *find({ routes }) {
    for (const route of routes) {
      if (route.unreached) continue
      for (const effect of route.effects) {
        if (effect.kind !== 'run' || effect.what !== 'pattern') continue
        const value = wording(effect.input)
        if (!value) continue
        const name = nameOf(route)
        yield {
          at: effect.at,
          certainty: 'certain',
          message: `\`${name}\` tests \`${spelled(value)}\` with a pattern that some texts keep busy for minutes.`,
          help: 'Write the pattern without a repetition inside a repetition, and limit the length of the text first.',
          key: `${name} ${spelled(value)}`,
          route: name,
          trail: trailTo(route, [effect], 'tested here'),
        }
      }
    }
  },
})
