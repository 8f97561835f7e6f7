import { defineCheck } from '#checks/check'
import { forgedLine } from '#model/read/logged'
import { nameOf } from '#model/read/route'
import { spelled } from '#model/read/terms'

export default defineCheck({
  id: 'errors/forged-log-line',
  title: 'Whoever tries to sign in can write lines of their own into the log',
  why: 'After a break-in nobody can tell from the log who signed in, because the attacker wrote part of it.',
  severity: 'low',
  refs: ['CWE-117'],
  needs: ['routes'],
  *find({ routes }) {
    for (const route of routes) {
      const one = route.unreached ? undefined : forgedLine(route)
      if (!one) continue
      yield {
        at: one.log.at,
        certainty: 'likely',
        severity: 'low',
        message: `\`${nameOf(route)}\` puts \`${spelled(one.value)}\` into the log as it came, line breaks included.`,
        help: 'Log it as a field of an object with a logger that writes JSON, or take line breaks out of it.',
        key: `${one.log.at.file} ${spelled(one.value)}`,
        route: nameOf(route),
        trail: [{ at: route.at, label: `\`${nameOf(route)}\`` }],
      }
    }
  },
})
