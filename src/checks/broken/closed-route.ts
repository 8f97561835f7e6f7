import { defineCheck } from '#checks/check'
import { nameOf } from '#model/read/route'
import { samePlace } from '#model/read/terms'

export default defineCheck({
  id: 'broken/closed-route',
  title: 'A guard turns everybody away',
  why: 'What stands behind it works for nobody, and whoever takes the guard out to make it work opens it to all.',
  severity: 'high',
  refs: ['CWE-840', 'CWE-670'],
  needs: ['routes'],
  *find({ routes }) {
    const closed = routes.filter(route => route.closedBy && !route.unreached)
    for (const first of closed) {
      const behind = closed.filter(route => samePlace(route.closedBy!, first.closedBy!))
      if (behind[0] !== first) continue
      const others = behind.length - 1
      yield {
        at: first.closedBy!,
        certainty: 'likely',
        message: `\`${nameOf(first)}\`${others ? ` and ${others} more` : ''} can be reached by nobody: this guard asks for what nothing before it sets.`,
        help: 'Mount the middleware that reads the session or the token before this guard, on the app or on these routes.',
        key: `${first.closedBy!.file} ${nameOf(first)}`,
        route: nameOf(first),
        trail: behind.slice(0, 8).map(route => ({ at: route.at, label: `\`${nameOf(route)}\`` })),
      }
    }
  },
})
